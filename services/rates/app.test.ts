import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { type Rates, ratesSchema } from '@frontpage/shared/contracts/rates.ts';
import { until } from '@frontpage/shared/latency/test-service.ts';
import { friday, NOON, startRates } from './test-rates.ts';
import { documentOf, sampleRates, serveDocument } from './test-source.ts';

/** One by one, because the schedule looks at the clock in between. */
function passMinutes(t: TestContext, minutes: number): void {
  for (let minute = 0; minute < minutes; minute++) t.mock.timers.tick(60_000);
}

test('scrapes at start, and answers from memory, with 304 to who has the rates already', async (t) => {
  const { source, get, published } = await startRates(t, serveDocument(friday));
  await published();
  const response = await get('/rates');
  const { date, rates } = ratesSchema.parse(await response.json());
  assert.deepEqual([date, rates.USD], ['2026-11-20', 1.12]);
  assert.match(response.headers.get('cache-control') ?? '', /^public, max-age=\d$/);
  assert.equal((await get('/rates', { 'if-none-match': response.headers.get('etag') ?? '' })).status, 304);
  assert.equal(source.calls, 1);
});

test('while there are no rates it is ready all the same, and says 503; their age is infinite', async (t) => {
  const { server, get, metric } = await startRates(t, (_req, res) => res.writeHead(500).end());
  const response = await get('/rates');
  assert.equal(response.status, 503);
  assert.match(response.headers.get('content-type') ?? '', /problem\+json/);
  assert.equal((await fetch(`${server.opsUrl}/readyz`)).status, 200);
  const text = await (await fetch(`${server.opsUrl}/metrics`)).text();
  assert.match(text, /^rates_snapshot_age_seconds \+Inf$/m);
  assert.equal(await metric('rates_snapshot_date_seconds'), 0);
});

test('a throttled scrape is made again after Retry-After', async (t) => {
  const answers: RequestListener[] = [
    (_req, res) => res.writeHead(429, { 'retry-after': '3600' }).end(),
    serveDocument(friday),
  ];
  const { outcomes, published } = await startRates(t, (req, res) => answers.shift()?.(req, res), {
    RATES_ATTEMPTS: '2',
  });
  await published();
  assert.deepEqual([await outcomes('schedule', 'throttled'), await outcomes('schedule', 'ok')], [1, 1]);
});

test('the source is down for an hour: the rates stay, their age grows, until it is back', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOON });
  const env = { RATES_SCHEDULE: '*/10 * * * *' };
  const { source, get, metric, outcomes, published } = await startRates(
    t,
    serveDocument(friday),
    env,
    Date.now,
  );
  await published();
  const before = (await (await get('/rates')).json()) as Rates;
  assert.equal(before.confirmedAt, '2026-11-23T12:00:00.000Z');

  source.behave = (_req, res) => res.socket?.destroy();
  for (let failed = 1; failed <= 6; failed++) {
    passMinutes(t, 10);
    await until(async () => (await outcomes('schedule', 'unreachable')) === failed);
    assert.deepEqual(await (await get('/rates')).json(), before);
    assert.equal(await metric('rates_snapshot_age_seconds'), failed * 600);
  }

  source.behave = serveDocument(friday);
  passMinutes(t, 10);
  await published(2);
  assert.equal(await metric('rates_snapshot_age_seconds'), 0);
  const after = (await (await get('/rates')).json()) as Rates;
  assert.deepEqual(after, { ...before, confirmedAt: '2026-11-23T13:10:00.000Z' });
});

test('rates outlive the process, and are asked for by their validators', async (t) => {
  const conditional: RequestListener = (req, res) =>
    req.headers['if-none-match'] === '"f"'
      ? res.writeHead(304).end()
      : serveDocument(friday, { etag: '"f"' })(req, res);
  const first = await startRates(t, conditional);
  await first.published();
  await first.server.stop();
  const env = { DATA_DIR: first.folder, RATES_SOURCE: first.source.url };
  const second = await startRates(t, () => {}, env);
  assert.equal((await second.get('/rates')).status, 200);
  await until(async () => (await second.outcomes('schedule', 'not_modified')) === 1);
  assert.equal(first.source.calls, 2);
  await second.server.stop();
});

test('rates that are implausible or can not be read are not published', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOON });
  const env = { RATES_SCHEDULE: '* * * * *' };
  const { source, get, outcomes, published } = await startRates(t, serveDocument(friday), env, Date.now);
  await published();
  const bad = {
    implausible: documentOf('2026-11-20', sampleRates({ USD: 11.2 })),
    malformed: friday.slice(0, -10),
    too_large: friday + ' '.repeat(100_000),
  };
  for (const [outcome, document] of Object.entries(bad)) {
    source.behave = serveDocument(document);
    passMinutes(t, 1);
    await until(async () => (await outcomes('schedule', outcome)) === 1);
    const { rates } = (await (await get('/rates')).json()) as Rates;
    assert.equal(rates.USD, 1.12);
  }
});
