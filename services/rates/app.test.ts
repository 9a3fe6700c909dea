import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Rates, ratesSchema } from '@frontpage/shared/contracts/rates.ts';
import { until } from '@frontpage/shared/latency/test-service.ts';
import { startApp } from '../../test/support/service.ts';
import { createRates } from './app.ts';
import { ratesEnv } from './config.ts';
import { type LogLine, noteLog } from './test-log.ts';
import { documentOf, sampleRates, serveDocument, startSource } from './test-source.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const friday = documentOf('2026-11-20', sampleRates({ USD: 1.12 }));

/** One by one, because the schedule looks at the clock in between. */
function passMinutes(t: TestContext, minutes: number): void {
  for (let minute = 0; minute < minutes; minute++) t.mock.timers.tick(60_000);
}

/** Rates on loopback, with a source of its own. Its clock stands, and its waits are over at once, unless given. */
async function start(
  t: TestContext,
  behave: RequestListener,
  env: Record<string, string> = {},
  now = () => NOW,
) {
  const source = await startSource(t, behave);
  const clock = { now, wait: async () => 'elapsed' as const };
  const lines: LogLine[] = [];
  const log = noteLog(lines);
  const folder = await mkdtemp(join(tmpdir(), 'rates-'));
  const given = { RATES_SOURCE: source.url, DATA_DIR: folder, RATES_ATTEMPTS: '1', ...env };
  const server = await startApp(
    t,
    ratesEnv,
    (config, surroundings) => createRates(config, { ...surroundings, log }, clock),
    given,
  );
  // After the server, which may be writing to it until it has stopped.
  t.after(() => rm(folder, { recursive: true }));
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { headers: { 'cache-control': 'max-age=0', ...headers } });
  const metric = async (name: string) => {
    const text = await (await fetch(`${server.opsUrl}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1),
    );
  };
  const outcomes = (trigger: string, outcome: string) =>
    metric(`rates_scrapes_total{trigger="${trigger}",outcome="${outcome}"}`);
  const published = (times = 1) =>
    until(
      async () => lines.filter(({ message }) => /^rates of .* confirmed$/.test(message)).length === times,
    );
  return { folder, source, server, get, metric, outcomes, published };
}

test('scrapes at start, and answers from memory, with 304 to who has the rates already', async (t) => {
  const { source, get, published } = await start(t, serveDocument(friday));
  await published();
  const response = await get('/rates');
  const { date, rates } = ratesSchema.parse(await response.json());
  assert.deepEqual([date, rates.USD], ['2026-11-20', 1.12]);
  assert.match(response.headers.get('cache-control') ?? '', /^public, max-age=\d$/);
  assert.equal((await get('/rates', { 'if-none-match': response.headers.get('etag') ?? '' })).status, 304);
  assert.equal(source.calls, 1);
});

test('while there are no rates it is ready all the same, and says 503; their age is infinite', async (t) => {
  const { server, get, metric } = await start(t, (_req, res) => res.writeHead(500).end());
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
  const { outcomes, published } = await start(t, (req, res) => answers.shift()?.(req, res), {
    RATES_ATTEMPTS: '2',
  });
  await published();
  assert.deepEqual([await outcomes('schedule', 'throttled'), await outcomes('schedule', 'ok')], [1, 1]);
});

test('the source is down for an hour: the rates stay, their age grows, until it is back', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  const env = { RATES_SCHEDULE: '*/10 * * * *' };
  const { source, get, metric, outcomes, published } = await start(t, serveDocument(friday), env, Date.now);
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
  const first = await start(t, conditional);
  await first.published();
  await first.server.stop();
  const env = { DATA_DIR: first.folder, RATES_SOURCE: first.source.url };
  const second = await start(t, () => {}, env);
  assert.equal((await second.get('/rates')).status, 200);
  await until(async () => (await second.outcomes('schedule', 'not_modified')) === 1);
  assert.equal(first.source.calls, 2);
  await second.server.stop();
});

test('rates that are implausible or can not be read are not published', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  const env = { RATES_SCHEDULE: '* * * * *' };
  const { source, get, outcomes, published } = await start(t, serveDocument(friday), env, Date.now);
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

test('live: scrapes for each request, and publishes nothing', async (t) => {
  const answers: RequestListener[] = [(_req, res) => res.writeHead(500).end()];
  const { source, get, outcomes } = await start(t, (req, res) =>
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

test('live: what fails is a problem that says how, and nothing of what the source said', async (t) => {
  const { source, get } = await start(t, (_req, res) => res.writeHead(500).end(), { RATES_TIMEOUT: '100' });
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

test('live: the scrape ends with its caller, by deadline or by leaving', async (t) => {
  const { source, get, server, outcomes } = await start(t, () => {}, { RATES_TIMEOUT: '600000' });
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

test('live: the injected delay is that of both, and the lab’s headers reach the source only in the lab', async (t) => {
  for (const LAB of ['on', 'off']) {
    let seen: unknown;
    const { get } = await start(
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

test('live: where the source says nothing of its delay, nothing is said of the sum', async (t) => {
  const { get } = await start(t, serveDocument(friday), { LATENCY: 'fixed:1' });
  assert.equal((await get('/rates/live')).headers.get('x-latency-injected-ms'), null);
  assert.equal((await get('/rates')).headers.get('x-latency-injected-ms'), '1');
});
