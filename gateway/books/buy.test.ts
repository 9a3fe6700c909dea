import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, healthy, until } from '../../test/support/gateway.ts';
import { startShop } from '../../test/support/shop.ts';
import { fails } from './test-books.ts';

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
