import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { answer, healthy, until } from '../../test/support/gateway.ts';
import { startShop } from '../../test/support/shop.ts';

/** The form that buys the book. */
const FORM = /<form method="post" action="\/books\/emma\/purchases">/;

const fails: RequestListener = (_req, res) => res.writeHead(500).end();

test('a visitor sees the book and its price, and is asked to sign in first', async (t) => {
  const { visitor } = await startShop(t);
  const { status, html, headers } = await visitor.get('/books/emma');
  assert.equal(status, 200);
  assert.match(html, /<title>Emma – Frontpage<\/title>/);
  assert.match(html, /<h1>Emma<\/h1>/);
  assert.match(html, /by Jane Austen, 1815/);
  assert.match(html, /<p class="price">€\d+\.\d\d<\/p>/);
  assert.match(html, /<svg class="cover"/);
  assert.match(html, /href="\/sign-in\?next=%2Fbooks%2Femma"/);
  assert.doesNotMatch(html, /<script|<style|\sstyle=|\son\w+=/);
  assert.equal(headers.get('cache-control'), 'private, no-store');
});

test('a book that the shop has not is a 404', async (t) => {
  const { visitor } = await startShop(t);
  for (const path of [
    '/books/no-such-book',
    '/books/__proto__',
    '/books/..%2f..%2fetc',
    '/clicks/no-such-book',
  ]) {
    const { status, html } = await visitor.get(path);
    assert.equal(status, 404, path);
    assert.match(html, /There is no such book/, path);
  }
});

test('a book that is bought is the reader’s: the page says so, and thanks once', async (t) => {
  const { visitor, fake, metric } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  assert.match((await visitor.get('/books/emma')).html, FORM);
  const { status, location } = await visitor.post('/books/emma/purchases');
  assert.deepEqual([status, location], [303, '/books/emma?thanks']);

  const [purchase, ...more] = fake.ofType('purchase');
  assert.deepEqual([purchase?.reader, purchase?.book, more], ['r0001', 'emma', []]);
  const thanks = await visitor.get('/books/emma?thanks');
  assert.match(thanks.html, /Thank you. “Emma” is yours/);
  assert.match(thanks.html, /You have owned this book since <time/);
  assert.match(thanks.html, /href="\/books\/emma\/certificate.pdf"/);
  const later = await visitor.get('/books/emma');
  assert.match(later.html, /You have owned this book/);
  assert.doesNotMatch(later.html, /Thank you/);
  assert.doesNotMatch(later.html, FORM);
  assert.equal(await metric('purchases_total{outcome="bought"}'), 1);
});

test('nobody is thanked for what they do not own', async (t) => {
  const { visitor } = await startShop(t);
  assert.doesNotMatch((await visitor.get('/books/emma?thanks')).html, /Thank you/);
  await visitor.post('/sign-in', { reader: 'r0001' });
  assert.doesNotMatch((await visitor.get('/books/emma?thanks')).html, /Thank you/);
});

test('a book is bought once, however often: sent twice at once, or later from a page that was left open', async (t) => {
  const { visitor, fake } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  const buy = () => visitor.post('/books/emma/purchases');
  for (const { status, location } of [...(await Promise.all([buy(), buy()])), await buy()])
    assert.deepEqual([status, location], [303, '/books/emma?thanks']);
  assert.equal(fake.batches.length, 3);
  assert.equal(fake.ofType('purchase').length, 1);
});

test('another reader’s purchase, and one of another book, is another one', async (t) => {
  const { visitor, fake } = await startShop(t);
  for (const reader of ['r0001', 'r0002']) {
    await visitor.post('/sign-in', { reader });
    for (const book of ['emma', 'middlemarch']) await visitor.post(`/books/${book}/purchases`);
  }
  assert.equal(fake.ofType('purchase').length, 4);
});

test('where a purchase leaves its reader, asking for the address again leads to the book', async (t) => {
  const { visitor, fake } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  const { status, location } = await visitor.get('/books/emma/purchases');
  assert.deepEqual([status, location], [303, '/books/emma']);
  assert.equal((await visitor.get('/books/no-such-book/purchases')).status, 404);
  assert.equal(fake.batches.length, 0);
});

test('who is not signed in buys nothing', async (t) => {
  const { visitor, fake } = await startShop(t);
  const { status, location } = await visitor.post('/books/emma/purchases');
  assert.deepEqual([status, location], [303, '/sign-in?next=%2Fbooks%2Femma']);
  const json = await visitor.post('/books/emma/purchases', {}, { accept: 'application/json' });
  assert.equal(json.status, 401);
  assert.equal(fake.batches.length, 0);
});

test('a first attempt that fails is made again, as the same purchase', async (t) => {
  const { visitor, fake, recommendation } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  let attempts = 0;
  recommendation.events = async (req, res) => {
    attempts += 1;
    // Kept, but the answer is lost.
    if (attempts === 1) await fake.take(req).then(() => res.destroy());
    else fake.write(req, res);
  };
  assert.equal((await visitor.post('/books/emma/purchases')).status, 303);
  assert.equal(attempts, 2);
  assert.equal(fake.ofType('purchase').length, 1);
});

test('where it is not known whether a purchase arrived the page says so, and offers the same one again', async (t) => {
  const { visitor, fake, recommendation, metric } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  recommendation.events = fails;
  const { status, html, headers } = await visitor.post('/books/emma/purchases');
  assert.equal(status, 503);
  assert.ok(headers.get('retry-after'));
  assert.match(html, /Whether this was bought is not known/);
  assert.match(html, /Try again/);
  assert.match(html, FORM);
  assert.equal(await metric('purchases_total{outcome="unknown"}'), 1);
  recommendation.events = fake.write;
  assert.equal((await visitor.post('/books/emma/purchases')).status, 303);
  assert.equal(fake.ofType('purchase').length, 1);
});

test('an answer that is lost is no refusal, whatever the second attempt is told; the next page asks anew', async (t) => {
  const { visitor, fake, recommendation } = await startShop(t);
  let asked = 0;
  recommendation.behave = (req, res) => {
    if (!req.url?.startsWith('/readers')) asked += 1;
    res.setHeader('cache-control', 'private, max-age=600');
    fake.read(req, res);
  };
  for (const [reader, second] of [
    ['r0001', (_req, res) => res.destroy()],
    ['r0002', (_req, res) => res.writeHead(400).end()],
  ] satisfies [string, RequestListener][]) {
    await visitor.post('/sign-in', { reader });
    await visitor.get('/home/cached');
    recommendation.events = async (req, res) => {
      await fake.take(req);
      recommendation.events = second;
      res.destroy();
    };
    const before = asked;
    const { html } = await visitor.post('/books/emma/purchases');
    assert.match(html, /Whether this was bought is not known/, reader);
    await visitor.get('/home/cached');
    assert.equal(asked, before + 1, reader);
  }
});

test('a purchase that nobody answers is given up in time, and not known', async (t) => {
  const { visitor, recommendation } = await startShop(t, { PURCHASE_TIMEOUT: '100' });
  await visitor.post('/sign-in', { reader: 'r0001' });
  recommendation.events = () => {};
  const { status, html } = await visitor.post('/books/emma/purchases');
  assert.equal(status, 503);
  assert.match(html, /Whether this was bought is not known/);
});

test('where recommendation can not even be reached nothing was bought, and the page says so', async (t) => {
  const { visitor } = await startShop(t, { RECOMMENDATION_URL: 'http://127.0.0.1:1' });
  await visitor.post('/sign-in', { reader: 'r0001' });
  const page = await visitor.get('/books/emma');
  assert.equal(page.status, 200);
  assert.match(page.html, /Whether you own it already can not be looked up/);
  assert.match(page.html, FORM);
  const { status, html } = await visitor.post('/books/emma/purchases');
  assert.equal(status, 503);
  assert.match(html, /Nothing was bought/);
  assert.match(html, FORM);
  const json = await visitor.post('/books/emma/purchases', {}, { accept: 'application/json' });
  assert.equal(json.status, 503);
  assert.match(json.html, /"detail":"Nothing was bought/);
});

test('a reader of whom recommendation knows nothing owns nothing, and may buy', async (t) => {
  const { visitor, fake, recommendation } = await startShop(t);
  recommendation.behave = fails;
  await visitor.post('/sign-in', { reader: 'r9999' });
  recommendation.behave = fake.read;
  const { html } = await visitor.get('/books/emma');
  assert.match(html, FORM);
  assert.doesNotMatch(html, /can not be looked up/);
});

test('an event that recommendation refuses was not bought', async (t) => {
  const { visitor, recommendation } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  recommendation.events = (_req, res) => res.writeHead(400).end();
  const { status, html } = await visitor.post('/books/emma/purchases');
  assert.equal(status, 503);
  assert.match(html, /Nothing was bought/);
});

test('once purchases fail again and again their breaker opens, and the home page does not suffer', async (t) => {
  const { visitor, recommendation, metric } = await startShop(t, { BREAKER_VOLUME: '4' });
  await visitor.post('/sign-in', { reader: 'r0001' });
  recommendation.events = fails;
  for (let n = 0; n < 2; n += 1) await visitor.post('/books/emma/purchases');
  assert.equal(await metric('circuit_breaker_state{upstream="purchases",state="open"}'), 1);
  assert.match((await visitor.post('/books/emma/purchases')).html, /Nothing was bought/);
  assert.match(
    (await visitor.get('/')).headers.get('server-timing') ?? '',
    /recommendation;dur=[\d.]+;desc="fresh"/,
  );
});

test('a reader who leaves in the midst of buying has bought', async (t) => {
  const { gateway, visitor, fake, recommendation, metric } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  const release = Promise.withResolvers<void>();
  let arrived = false;
  recommendation.events = async (req, res) => {
    arrived = true;
    await release.promise;
    fake.write(req, res);
  };
  const leaving = new AbortController();
  const bought = fetch(`${gateway.url}/books/emma/purchases`, {
    method: 'POST',
    headers: { cookie: `session=${visitor.cookies.get('session')}` },
    signal: leaving.signal,
  });
  await until(() => arrived);
  leaving.abort();
  await assert.rejects(bought);
  const aborted = '{method="POST",route="/books/:id/purchases",status="aborted"}';
  await until(async () => (await metric(`http_server_request_duration_seconds_count${aborted}`)) === 1);
  release.resolve();
  await until(async () => (await metric('purchases_total{outcome="bought"}')) === 1);
  assert.equal(fake.ofType('purchase').length, 1);
});

for (const [what, path, env] of [
  ['the cache', '/home/cached', {}],
  ['the last good answer', '/home/concurrent', { RECOMMENDATION_POLICY: 'stale' }],
] as const) {
  test(`a purchase drops what ${what} has of that reader, and of nobody else`, async (t) => {
    const { visitor, recommendation, fake } = await startShop(t, env);
    let asked = 0;
    recommendation.behave = (req, res) => {
      if (req.url?.startsWith('/readers')) return fake.read(req, res);
      asked += 1;
      res.setHeader('cache-control', 'private, max-age=600, stale-if-error=600');
      healthy.recommendation(req, res);
    };
    for (const reader of ['r0002', 'r0001']) {
      await visitor.post('/sign-in', { reader });
      await visitor.get(path);
    }
    await visitor.post('/books/emma/purchases');

    const ended = async () =>
      /recommendation;dur=[\d.]+;desc="([^"]+)"/.exec(
        (await visitor.get(path)).headers.get('server-timing') ?? '',
      )?.[1];
    const before = asked;
    recommendation.behave = (req, res) => {
      if (req.url?.startsWith('/readers')) return fake.read(req, res);
      asked += 1;
      fails(req, res);
    };
    assert.equal(await ended(), 'fallback: status');
    assert.equal(asked, before + 1);
    await visitor.post('/sign-in', { reader: 'r0002' });
    assert.match((await ended()) ?? '', /^(cached|stale: status)$/);
  });
}

test('recommendations that were asked for before a purchase are not kept after it', async (t) => {
  const { visitor, recommendation, fake } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  const release = Promise.withResolvers<void>();
  let asked = 0;
  recommendation.behave = async (req, res) => {
    if (req.url?.startsWith('/readers')) return fake.read(req, res);
    asked += 1;
    const basis = asked === 1 ? 'popularity' : 'purchases';
    if (asked === 1) await release.promise;
    res.setHeader('cache-control', 'private, max-age=600');
    answer({ reader: 'r0001', basis, books: [] })(req, res);
  };
  const before = visitor.get('/home/cached');
  await until(() => asked === 1);
  await visitor.post('/books/emma/purchases');
  await visitor.get('/home/cached');
  assert.equal(asked, 2, 'the page after the purchase joined the call from before it');
  release.resolve();
  assert.match((await before).html, /What others are reading/);
  const { headers, html } = await visitor.get('/home/cached');
  assert.match(html, /Chosen for you/);
  assert.match(headers.get('server-timing') ?? '', /recommendation;dur=[\d.]+;desc="cached"/);
  assert.equal(asked, 2);
});
