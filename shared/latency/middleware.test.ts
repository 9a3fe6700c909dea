import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { drawInjection } from './draw.ts';
import { parseProfile } from './profile.ts';
import { ANSWER, startTestService, until } from './test-service.ts';

const SHAPE = 'uniform:1-9';

test('without latency or faults the real answer comes, with an injected delay of 0', async (t) => {
  const { url } = await startTestService(t);
  const answer = await fetch(url);
  assert.deepEqual(await answer.json(), ANSWER);
  assert.equal(answer.headers.get('x-latency-injected-ms'), '0');
});

test('the wait is as long as the answer says it was', async (t) => {
  const { url } = await startTestService(t, { latency: 'fixed:30.25' });
  const start = performance.now();
  const answer = await fetch(url);
  assert.equal(answer.headers.get('x-latency-injected-ms'), '30.25');
  assert.deepEqual(await answer.json(), ANSWER);
  assert.ok(performance.now() - start >= 29.5);
});

test('200 seeds meet the same delays twice, in whatever order they come', async (t) => {
  const { url } = await startTestService(t, { latency: SHAPE, lab: true });
  const seeds = Array.from({ length: 200 }, (_, seed) => seed);
  const together = await Promise.all(seeds.map((seed) => injected(url, seed)));
  const reversed: number[] = [];
  for (const seed of seeds.toReversed()) reversed.unshift(await injected(url, seed));
  const profile = parseProfile(SHAPE, 'LATENCY');
  const drawn = seeds.map((seed) => drawInjection(profile, [], createRandom(seed, 'promo', 1)).delayMs);
  assert.deepEqual(together, drawn);
  assert.deepEqual(reversed, drawn);
});

test('a second attempt is a draw of its own', async (t) => {
  const { url } = await startTestService(t, { latency: SHAPE, lab: true });
  const first = await injected(url, 5);
  assert.equal(await injected(url, 5, { 'x-latency-attempt': '1' }), first);
  assert.notEqual(await injected(url, 5, { 'x-latency-attempt': '2' }), first);
});

test('in the lab a request sets its own latency and faults', async (t) => {
  const { url } = await startTestService(t, { latency: 'fixed:3', faults: 'error:p=1', lab: true });
  const headers = { 'x-latency': 'promo=fixed:5;rates=fixed:9', 'x-faults': 'promo=none' };
  const answer = await fetch(url, { headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('x-latency-injected-ms'), '5');
  assert.equal((await fetch(url)).status, 503);
});

test('in the lab a bad header is refused with its name and what it takes', async (t) => {
  const { url } = await startTestService(t, { lab: true });
  const answer = await fetch(url, { headers: { 'x-latency-seed': '-1' } });
  assert.equal(answer.status, 400);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const { detail } = (await answer.json()) as { detail: string };
  assert.equal(detail, 'x-latency-seed: takes an integer from 0 to 4294967295; got "-1"');
});

test('outside the lab the headers are not even read', async (t) => {
  const { url } = await startTestService(t);
  const headers = { 'x-latency': 'nonsense', 'x-latency-seed': '-1', 'x-faults': 'promo=error' };
  const answer = await fetch(url, { headers });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('x-latency-injected-ms'), '0');
});

test('a wait ends when the caller goes away, is counted, and nothing follows', {
  timeout: 10_000,
}, async (t) => {
  let reached = false;
  const route = () => {
    reached = true;
  };
  const { url, metrics } = await startTestService(t, { latency: 'fixed:3600000', route });
  const caller = new AbortController();
  const answer = assert.rejects(fetch(url, { signal: caller.signal }), { name: 'AbortError' });
  await until(async () => (await metrics.injected.get()).values.some(({ value }) => value > 0));
  caller.abort();
  await answer;
  await until(async () => (await metrics.aborted.get()).values.length > 0);
  assert.deepEqual((await metrics.aborted.get()).values, [{ labels: { service: 'promo' }, value: 1 }]);
  assert.equal(reached, false);
});

test('delays and faults are counted', async (t) => {
  const { url, opsUrl } = await startTestService(t, { latency: 'fixed:2', faults: 'error:p=1' });
  await (await fetch(url)).text();
  const text = await (await fetch(`${opsUrl}/metrics`)).text();
  assert.match(text, /^latency_injected_seconds_sum\{service="promo"\} 0\.002$/m);
  assert.match(text, /^latency_injected_seconds_count\{service="promo"\} 1$/m);
  assert.match(text, /^faults_injected_total\{service="promo",fault="error"\} 1$/m);
});

async function injected(url: string, seed: number, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(url, { headers: { 'x-latency-seed': String(seed), ...headers } });
  await answer.text();
  return Number(answer.headers.get('x-latency-injected-ms'));
}
