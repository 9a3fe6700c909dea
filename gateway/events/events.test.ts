import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { answer, until } from '../../test/support/gateway.ts';
import { startShop } from '../../test/support/shop.ts';

const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/;

/** Ten recommended books, as the catalogue has them. */
const ids = ['emma', 'persuasion', 'middlemarch', 'jane-eyre', 'villette', 'dracula'];
const shelf = answer({
  reader: 'x',
  basis: 'popularity',
  books: ids.map((id) => ({
    book: { id, title: id, author: 'X', year: 1, subjects: ['x'], priceCents: 100 },
    reason: 'r',
    score: 1,
  })),
});

/** The path behind the link to the book in this place. */
function linkIn(html: string, book: string): string {
  const [, link] = new RegExp(`<h3><a href="([^"]*/${book}[^"]*)"`).exec(html) ?? [];
  assert.ok(link, `no link to ${book}`);
  return link.replaceAll('&#38;', '&').replaceAll('&amp;', '&');
}

async function start(t: Parameters<typeof startShop>[0], env: Record<string, string> = {}) {
  const shop = await startShop(t, env);
  const { fake, recommendation } = shop;
  recommendation.behave = (req, res) => (req.url?.startsWith('/readers') ? fake.read : shelf)(req, res);
  return shop;
}

test('each recommended book of a page that was shown is an impression, with its place', async (t) => {
  const { visitor, fake } = await start(t);
  for (const path of ['/', '/home/streaming', '/home/cached', '/home/blocking']) {
    const before = fake.ofType('impression').length;
    await visitor.get(path);
    await until(() => fake.ofType('impression').length > before);
    const shown = fake.ofType('impression').slice(before);
    assert.deepEqual(
      shown.map((event) => [event.book, 'position' in event && event.position]),
      ids.map((id, n) => [id, n + 1]),
      path,
    );
    assert.ok(shown.every(({ reader, id }) => reader === 'visitor' && UUID.test(id)));
  }
  await visitor.post('/sign-in', { reader: 'r0001' });
  await visitor.get('/');
  await until(() => fake.ofType('impression').some(({ reader }) => reader === 'r0001'));
});

test('nobody saw a page of HEAD, of the lab, fetched ahead, or without recommendations', async (t) => {
  const { gateway, visitor, fake, recommendation, metric } = await start(t, { LAB: 'on' });
  await fetch(gateway.url, { method: 'HEAD' });
  await visitor.get('/', { 'x-latency-seed': '7' });
  await visitor.get('/', { 'x-latency': 'fixed:1' });
  await visitor.get('/?reader=r0001');
  await visitor.get('/?budget=1500');
  await visitor.get('/', { 'sec-purpose': 'prefetch;prerender' });
  recommendation.behave = (_req, res) => res.writeHead(500).end();
  await visitor.get('/');
  assert.equal(await metric('events_queue_length'), 0);
  // The first one that counts comes alone.
  recommendation.behave = shelf;
  await visitor.get('/');
  await until(() => fake.batches.length > 0);
  assert.equal(fake.ofType('impression').length, ids.length);
});

test('a page that never left was not seen', async (t) => {
  const { gateway, recommendation, metric } = await start(t);
  recommendation.behave = () => {};
  const leaving = new AbortController();
  const page = fetch(gateway.url, { signal: leaving.signal });
  await until(() => recommendation.open === 1);
  leaving.abort();
  await assert.rejects(page);
  await until(() => recommendation.open === 0);
  assert.equal(await metric('events_queue_length'), 0);
});

test('pages leave while recommendation takes no events, which wait and are counted when they have no room', async (t) => {
  const { visitor, recommendation, fake, metric } = await start(t, { EVENTS_QUEUE: '15' });
  let asked = 0;
  recommendation.events = () => {
    asked += 1;
  };
  await visitor.get('/');
  await until(() => asked === 1);
  for (let n = 0; n < 3; n += 1) {
    const { status, headers } = await visitor.get('/');
    assert.equal(status, 200);
    assert.match(headers.get('server-timing') ?? '', /recommendation;dur=[\d.]+;desc="fresh"/);
  }
  await until(async () => (await metric('events_dropped_total{reason="queue-full"}')) === 9);
  assert.equal(await metric('events_queue_length'), 15);
  assert.equal(fake.batches.length, 0);
});

test('a click leads to the book by way of an event; a repeat is the same event', async (t) => {
  const { visitor, fake } = await start(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  const link = linkIn((await visitor.get('/')).html, 'persuasion');
  assert.match(link, /^\/clicks\/persuasion\?position=2&page=/);
  for (let n = 0; n < 2; n += 1) {
    const { status, location, headers } = await visitor.get(link, { 'sec-fetch-site': 'same-origin' });
    assert.deepEqual([status, location], [303, '/books/persuasion']);
    assert.equal(headers.get('cache-control'), 'no-store');
  }
  await visitor.get(linkIn((await visitor.get('/')).html, 'persuasion'));
  await until(() => fake.ofType('click').length === 2);
  const sent = fake.batches.flat().filter(({ type }) => type === 'click');
  assert.equal(sent.length, 3);
  const [click] = fake.ofType('click');
  assert.deepEqual(
    [click?.reader, click?.book, click?.type === 'click' && click.position],
    ['r0001', 'persuasion', 2],
  );
});

test('a click that nobody made leads on, and does not count', async (t) => {
  const { gateway, visitor, metric } = await start(t, { LAB: 'on' });
  const page = '01234567-89ab-4def-8123-456789abcdef';
  const link = (query: string) => `/clicks/emma?${query}`;
  const good = link(`position=1&page=${page}`);
  await visitor.get(good, { 'sec-purpose': 'prefetch' });
  await visitor.get(good, { 'sec-fetch-site': 'cross-site' });
  await fetch(gateway.url + good, { method: 'HEAD', redirect: 'manual' });
  for (const query of [
    '',
    'position=0&page=1',
    `position=101&page=${page}`,
    `position=1&position=2&page=${page}`,
    'position=1&page=../x',
  ]) {
    assert.equal((await visitor.get(link(query))).location, '/books/emma', query);
  }
  assert.equal(await metric('events_queue_length'), 0);
  await visitor.get(good);
  assert.equal(await metric('events_queue_length'), 1);
});

test('on a page of the lab the books are linked without a click', async (t) => {
  const { visitor } = await start(t, { LAB: 'on' });
  assert.equal(linkIn((await visitor.get('/?reader=r0001')).html, 'emma'), '/books/emma');
});

test('a graceful stop sends what waits', async (t) => {
  const { gateway, visitor, fake } = await start(t);
  await visitor.get('/');
  await gateway.stop();
  assert.equal(fake.ofType('impression').length, ids.length);
});

test('a stop does not wait for ever: what hangs is given up', async (t) => {
  const { gateway, visitor, recommendation } = await start(t);
  let asked = 0;
  recommendation.events = () => {
    asked += 1;
  };
  await visitor.get('/');
  await gateway.stop();
  assert.equal(asked, 1);
});

test('events wait while recommendation is down, and arrive once when it is back', async (t) => {
  const { visitor, recommendation, fake, metric } = await start(t);
  let refused = 0;
  recommendation.events = async (req, res) => {
    refused += 1;
    // The second try is kept, and its answer lost.
    if (refused === 2) await fake.take(req);
    res.writeHead(503).end();
    if (refused === 2) recommendation.events = fake.write;
  };
  await visitor.get('/');
  await until(async () => (await metric('events_sent_total')) === ids.length);
  assert.equal(refused, 2);
  assert.equal(fake.batches.length, 2);
  assert.equal(fake.ofType('impression').length, ids.length);
});

test('events that recommendation finds wrong are not sent again', async (t) => {
  const { visitor, recommendation, metric } = await start(t);
  let asked = 0;
  recommendation.events = (_req, res) => {
    asked += 1;
    res.writeHead(400).end();
  };
  await visitor.get('/');
  await until(async () => (await metric('events_dropped_total{reason="refused"}')) === ids.length);
  assert.equal(await metric('events_queue_length'), 0);
  assert.equal(asked, 1);
});

test('a page leaves in time though its events could not be sent at all', async (t) => {
  const { gateway, recommendation } = await start(t);
  recommendation.events = (_req, res) => res.destroy();
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  request(gateway.url, { agent: false }, (message) =>
    message.resume().on('end', () => resolve(message.statusCode)),
  )
    .on('error', reject)
    .end();
  assert.equal(await promise, 200);
});
