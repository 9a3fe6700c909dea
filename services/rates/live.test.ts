import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { ratesSchema } from '@frontpage/shared/contracts/rates.ts';
import { until } from '@frontpage/shared/latency/test-service.ts';
import { friday, startRates } from './test-rates.ts';
import { serveDocument } from './test-source.ts';

test('scrapes for each request, and publishes nothing', async (t) => {
  const answers: RequestListener[] = [(_req, res) => res.writeHead(500).end()];
  const { source, get, outcomes } = await startRates(t, (req, res) =>
    (answers.shift() ?? serveDocument(friday))(req, res),
  );
  await until(async () => (await outcomes('schedule', 'status')) === 1);
  for (let i = 0; i < 2; i++) {
    const response = await get('/rates/live');
    assert.equal(ratesSchema.parse(await response.json()).date, '2026-11-20');
    assert.equal(response.headers.get('cache-control'), 'no-store');
  }
  assert.equal(source.calls, 3);
  assert.equal(await outcomes('live', 'ok'), 2);
  assert.equal((await get('/rates')).status, 503);
});

test('what fails is a problem that says how, and nothing of what the source said', async (t) => {
  const { source, get } = await startRates(t, (_req, res) => res.writeHead(500).end(), {
    RATES_TIMEOUT: '100',
  });
  const cases: [RequestListener, number, string | null][] = [
    [(_req, res) => res.writeHead(429, { 'retry-after': '7' }).end('secret'), 503, '7'],
    [(_req, res) => res.writeHead(500).end('secret'), 502, null],
    [serveDocument('<secret/>'), 502, null],
    [(_req, res) => res.socket?.destroy(), 502, null],
    [() => {}, 504, null],
  ];
  for (const [behave, status, retryAfter] of cases) {
    source.behave = behave;
    const response = await get('/rates/live');
    assert.deepEqual([response.status, response.headers.get('retry-after')], [status, retryAfter]);
    assert.match(response.headers.get('content-type') ?? '', /problem\+json/);
    assert.doesNotMatch(await response.text(), /secret|127\.0|ECONN|UND_ERR|xml/i);
  }
});

test('the scrape ends with its caller, by deadline or by leaving', async (t) => {
  const { source, get, server, outcomes } = await startRates(t, () => {}, { RATES_TIMEOUT: '600000' });
  await until(async () => source.open === 1);
  assert.equal((await get('/rates/live', { 'x-deadline-ms': '50' })).status, 504);
  await until(async () => source.open === 1);
  const controller = new AbortController();
  const gone = fetch(`${server.url}/rates/live`, { signal: controller.signal }).catch(() => 'gone');
  await until(async () => source.open === 2);
  controller.abort();
  assert.equal(await gone, 'gone');
  await until(async () => source.open === 1);
  await until(async () => (await outcomes('live', 'aborted')) === 2);
});

test('the injected delay is that of both, and the lab’s headers reach the source only in the lab', async (t) => {
  for (const LAB of ['on', 'off']) {
    let seen: unknown;
    const { get } = await startRates(
      t,
      (req, res) => {
        seen = req.headers['x-latency-seed'];
        serveDocument(friday, { 'x-latency-injected-ms': '2.5' })(req, res);
      },
      { LAB, LATENCY: 'fixed:1' },
    );
    const { headers } = await get('/rates/live', { 'x-latency-seed': '7' });
    assert.equal(headers.get('x-latency-injected-ms'), '3.5');
    assert.equal(seen, LAB === 'on' ? '7' : undefined);
  }
});

test('where the source says nothing of its delay, nothing is said of the sum', async (t) => {
  const { get } = await startRates(t, serveDocument(friday), { LATENCY: 'fixed:1' });
  assert.equal((await get('/rates/live')).headers.get('x-latency-injected-ms'), null);
  assert.equal((await get('/rates')).headers.get('x-latency-injected-ms'), '1');
});
