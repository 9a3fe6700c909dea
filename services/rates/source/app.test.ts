import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { readEnv } from '@frontpage/shared/env.ts';
import { startApp } from '../../../test/support/service.ts';
import { parseQuotes } from '../quotes.ts';
import { createRatesSource } from './app.ts';
import { ratesSourceEnv } from './config.ts';

const FRIDAY = Temporal.Instant.from('2026-11-20T18:00:00Z');

async function start(t: TestContext, env: Record<string, string> = {}) {
  const clock = { now: FRIDAY };
  const { url } = await startApp(
    t,
    ratesSourceEnv,
    (config, surroundings) => createRatesSource(config, surroundings, () => clock.now),
    { LATENCY: 'none', THROTTLE: '0', ...env },
  );
  // Left alone, fetch would ask for an answer that is not cached, and get no 304.
  const get = (headers: Record<string, string> = {}) =>
    fetch(`${url}/eurofxref-daily.xml`, { headers: { 'cache-control': 'max-age=0', ...headers } });
  return { clock, get };
}

test('serves the latest day as XML, and another document once there is another day', async (t) => {
  const { clock, get } = await start(t);
  const friday = await get();
  assert.equal(friday.status, 200);
  assert.match(friday.headers.get('content-type') ?? '', /^text\/xml/);
  assert.equal(parseQuotes(await friday.text()).date, '2026-11-20');
  clock.now = FRIDAY.add({ hours: 48 });
  assert.equal((await get()).headers.get('etag'), friday.headers.get('etag'));
  clock.now = FRIDAY.add({ hours: 72 });
  const monday = await get();
  assert.notEqual(monday.headers.get('etag'), friday.headers.get('etag'));
  assert.equal(parseQuotes(await monday.text()).date, '2026-11-23');
});

test('answers 304 by entity tag and by date, until there is another day', async (t) => {
  const { clock, get } = await start(t);
  const { headers } = await get();
  const byTag = { 'if-none-match': headers.get('etag') ?? '' };
  const byDate = { 'if-modified-since': headers.get('last-modified') ?? '' };
  assert.equal(byDate['if-modified-since'], 'Fri, 20 Nov 2026 15:00:00 GMT');
  for (const condition of [byTag, byDate]) assert.equal((await get(condition)).status, 304);
  clock.now = FRIDAY.add({ hours: 72 });
  for (const condition of [byTag, byDate]) assert.equal((await get(condition)).status, 200);
});

test('throttles as often as it is told, with Retry-After', async (t) => {
  const { get } = await start(t, { THROTTLE: '100' });
  const refused = await get();
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
});

test('in the lab, a seed decides on the delay and on being throttled, the same each time', async (t) => {
  const { get } = await start(t, { LAB: 'on', THROTTLE: '30', LATENCY: 'uniform:0-2' });
  const once = async (seed: number) => {
    const { status, headers } = await get({ 'x-latency-seed': String(seed) });
    return { status, injected: headers.get('x-latency-injected-ms') };
  };
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);
  const drawn = [];
  for (const seed of seeds) drawn.push(await once(seed));
  const again = [];
  for (const seed of seeds) again.push(await once(seed));
  assert.deepEqual(again, drawn);
  const throttled = drawn.filter(({ status }) => status === 429).length;
  assert.ok(throttled > 3 && throttled < 25, `${throttled} of 40`);
});

test('it is slow unless told otherwise', () => {
  const { LATENCY, THROTTLE } = readEnv(ratesSourceEnv, {});
  assert.deepEqual(LATENCY, { distribution: 'lognormal', p50: 400, p99: 1500 });
  assert.equal(THROTTLE, 10);
});
