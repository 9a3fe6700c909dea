import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { startShop } from '../../test/support/shop.ts';
import { FORM, fails } from './test-books.ts';

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
