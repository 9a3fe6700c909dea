import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { EnvError, readEnv } from '@frontpage/shared/env.ts';
import { createVisitor, startShop } from '../../test/support/shop.ts';
import { gatewayEnv } from '../config.ts';

const SECRET = 'a secret of more than thirty-two characters';

/** A value signed as cookie-parser does it. */
function sign(value: string, secret: string): string {
  return `${value}.${createHmac('sha256', secret).update(value).digest('base64').replace(/=+$/, '')}`;
}

test('the sign-in page lists readers, says that it is a demonstration, and keeps where to go next', async (t) => {
  const { visitor } = await startShop(t);
  const { status, html, headers } = await visitor.get('/sign-in?next=/books/emma');
  assert.equal(status, 200);
  assert.match(html, /demonstration: there are no passwords/);
  assert.match(html, /value="r0001"><bdi>Ada Lovelace<\/bdi>/);
  assert.match(html, /王小明 &#60;b&#62;/);
  assert.match(html, /name="next" value="\/books\/emma"/);
  assert.equal(headers.get('cache-control'), 'private, no-store');
});

test('signing in sets a signed cookie, and the home page is then that reader’s', async (t) => {
  const { visitor, recommendation, fake } = await startShop(t, { COOKIE_SECRET: SECRET });
  const { status, location, headers } = await visitor.post('/sign-in', {
    reader: 'r0001',
    next: '/home/streaming',
  });
  assert.deepEqual([status, location], [303, '/home/streaming']);
  const [cookie = ''] = headers.getSetCookie();
  assert.match(cookie, /^session=s%3A.*; Max-Age=2592000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);

  const paths: (string | undefined)[] = [];
  recommendation.behave = (req, res) => {
    paths.push(req.url);
    fake.read(req, res);
  };
  const { html } = await visitor.get('/');
  assert.deepEqual(paths, ['/recommendations/r0001']);
  assert.match(html, /Signed in as <strong><bdi>Ada Lovelace<\/bdi>/);
  assert.match(html, /<form class="account" method="post" action="\/sign-out">/);
});

test('however long a name is, the cookie is not too large for a browser', async (t) => {
  const { visitor } = await startShop(t);
  const { headers } = await visitor.post('/sign-in', { reader: 'r0003' });
  const [cookie = ''] = headers.getSetCookie();
  assert.ok(cookie.length <= 4096, `${cookie.length} bytes`);
  assert.match((await visitor.get('/')).html, /<bdi>王{99}…<\/bdi>/);
});

test('signing out takes the cookie away', async (t) => {
  const { visitor } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  assert.equal(visitor.cookies.size, 1);
  const { status, location } = await visitor.post('/sign-out', { next: '/books/emma' });
  assert.deepEqual([status, location], [303, '/books/emma']);
  assert.equal(visitor.cookies.size, 0);
  assert.match((await visitor.get('/')).html, /<a href="\/sign-in\?next=%2F">Sign in<\/a>/);
});

test('COOKIE_SECURE keeps the cookie to https', async (t) => {
  const { visitor } = await startShop(t, { COOKIE_SECURE: 'on' });
  const { headers } = await visitor.post('/sign-in', { reader: 'r0001' });
  assert.match(headers.getSetCookie()[0] ?? '', /; Secure/);
});

test('next never leads to another site', async (t) => {
  const { visitor } = await startShop(t);
  for (const next of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/.//evil.example',
    'evil',
  ]) {
    assert.equal((await visitor.post('/sign-in', { reader: 'r0001', next })).location, '/', next);
    assert.equal((await visitor.post('/sign-out', { next })).location, '/', next);
    assert.match(
      (await visitor.get(`/sign-in?next=${encodeURIComponent(next)}`)).html,
      /name="next" value="\/"/,
    );
  }
});

test('a reader who does not exist, and what is no id, are told so', async (t) => {
  const { visitor } = await startShop(t);
  const unknown = await visitor.post('/sign-in', { reader: 'r9999', next: '/books/emma' });
  assert.equal(unknown.status, 404);
  assert.match(unknown.html, /There is no reader “r9999”/);
  assert.match(unknown.html, /name="next" value="\/books\/emma"/);
  for (const reader of ['', '../x', 'visitor', '<script>']) {
    const { status, html } = await visitor.post('/sign-in', { reader });
    assert.equal(status, 400, reader);
    assert.doesNotMatch(html, /<script>/);
  }
  assert.equal((await visitor.post('/sign-in', {}, { accept: 'application/json' })).status, 400);
  assert.equal(visitor.cookies.size, 0);
});

test('while recommendation is down a reader still signs in, by id', async (t) => {
  const { visitor, recommendation } = await startShop(t);
  recommendation.behave = (_req, res) => res.writeHead(503).end();
  const { status, html } = await visitor.get('/sign-in');
  assert.equal(status, 200);
  assert.match(html, /list of readers is out of reach/);
  assert.equal((await visitor.post('/sign-in', { reader: 'r0002' })).status, 303);
  assert.match((await visitor.get('/')).html, /Signed in as <strong><bdi>r0002<\/bdi>/);
});

test('a cookie that was changed, forged, or has run out counts as none', async (t) => {
  const { gateway, visitor } = await startShop(t, { COOKIE_SECRET: SECRET });
  await visitor.post('/sign-in', { reader: 'r0001' });
  const good = decodeURIComponent(visitor.cookies.get('session') ?? '');
  const [, signature = ''] = /\.([^.]*)$/.exec(good) ?? [];
  const far = Date.now() + 1e9;
  const session = (fields: object, secret = SECRET) => `s:${sign(`j:${JSON.stringify(fields)}`, secret)}`;
  const cookies = {
    tampered: good.replace('r0001', 'r0002'),
    unsigned: `j:${JSON.stringify({ id: 'r0002', name: 'x', until: far })}`,
    cut: good.slice(0, -1),
    'of another secret': session({ id: 'r0002', name: 'x', until: far }, 'another secret'),
    'with another’s signature': `s:j:${JSON.stringify({ id: 'r0002', name: 'x', until: far })}.${signature}`,
    'out of date': session({ id: 'r0002', name: 'x', until: Date.now() - 1 }),
    'signed, but no session': session({ id: '../r0002', name: 'x', until: far }),
    'signed, but no object': `s:${sign('r0002', SECRET)}`,
    nonsense: '%E0%A4%A',
  };
  const isSignedIn = async (cookie: string) => {
    const page = await createVisitor(gateway.url).get('/', { cookie: `session=${cookie}` });
    assert.equal(page.status, 200, cookie);
    return /Signed in as/.test(page.html);
  };
  assert.ok(await isSignedIn(encodeURIComponent(good)));
  assert.ok(await isSignedIn(encodeURIComponent(session({ id: 'r0002', name: 'x', until: far }))));
  for (const [what, cookie] of Object.entries(cookies)) {
    assert.ok(!(await isSignedIn(what === 'nonsense' ? cookie : encodeURIComponent(cookie))), what);
  }
});

test('outside the lab ?reader= is not even looked at', async (t) => {
  const { visitor, recommendation, fake } = await startShop(t);
  const paths: (string | undefined)[] = [];
  recommendation.behave = (req, res) => {
    paths.push(req.url);
    fake.read(req, res);
  };
  assert.equal((await visitor.get('/?reader=r0001')).status, 200);
  assert.equal((await visitor.get('/?reader=../x')).status, 200);
  assert.deepEqual(paths, ['/recommendations/visitor', '/recommendations/visitor']);
});

test('a secret that is too short stops the gateway, and is not quoted', () => {
  assert.throws(
    () => readEnv(gatewayEnv, { COOKIE_SECRET: 'too short' }),
    (error: unknown) => {
      assert.ok(error instanceof EnvError);
      assert.match(error.message, /COOKIE_SECRET takes at least 32 characters/);
      assert.doesNotMatch(error.message, /too short/);
      return true;
    },
  );
});
