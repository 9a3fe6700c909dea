import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createPromo } from '../services/promo/app.ts';
import { promoEnv } from '../services/promo/config.ts';
import { startService as startRecommendation } from '../services/recommendation/test-service.ts';
import { startGateway } from './support/gateway.ts';
import { fetchPage } from './support/page.ts';
import { startApp } from './support/service.ts';

/** The gateway in front of the real services. */
async function start(t: TestContext, { lab = 'on', ...env }: Record<string, string> = {}) {
  const [promo, recommendation] = await Promise.all([
    startApp(t, promoEnv, createPromo, { LAB: lab }),
    startRecommendation(t, { LAB: lab }),
  ]);
  const urls = { PROMO_URL: promo.url, RECOMMENDATION_URL: recommendation.url };
  // The breaker is tested elsewhere; here it would hide the faults.
  const gateway = await startGateway(t, { LAB: lab, ...urls, BREAKER_VOLUME: '1000000', ...env });
  return { gateway, promo, recommendation };
}

test('every strategy meets the same delays for a seed, pair by pair, and another seed others', async (t) => {
  const { gateway } = await start(t);
  const latency = 'promo=uniform:0-4;recommendation=lognormal:p50=1,p99=4';
  const seen = new Set<string>();
  for (let seed = 1; seed <= 200; seed += 1) {
    const headers = { 'x-latency': latency, 'x-latency-seed': seed };
    const [sequential, concurrent] = await Promise.all(
      ['sequential', 'concurrent'].map((strategy) => fetchPage(`${gateway.url}/home/${strategy}`, headers)),
    );
    const draws = [sequential, concurrent].map((page) => [
      page?.ms['promo-injected'],
      page?.ms['recommendation-injected'],
    ]);
    assert.ok(draws.flat().every((ms) => typeof ms === 'number'));
    assert.deepEqual(draws[0], draws[1], `seed ${seed}`);
    seen.add(String(draws[0]));
  }
  assert.ok(seen.size > 150, `${seen.size} different pairs`);
});

test('the bound is the sum for one after another, the greatest for all at once, and never more than the budget', async (t) => {
  const { gateway } = await start(t);
  const headers = { 'x-latency': 'promo=fixed:30;recommendation=fixed:50' };
  const bounds: [path: string, ms: number][] = [
    ['sequential', 80],
    ['blocking', 80],
    ['concurrent', 50],
    ['streaming', 50],
    ['hedged', 50],
    ['cached', 50],
    // Now from memory: no delay was met.
    ['cached', 0],
    ['deadline?budget=2000', 50],
  ];
  for (const [path, ms] of bounds) {
    const page = await fetchPage(`${gateway.url}/home/${path}`, headers);
    assert.equal(page.ms.bound, ms, path);
    assert.ok(Math.abs((page.ms.total ?? 0) - ms - (page.ms.overhead ?? 0)) < 0.2, path);
    assert.ok((page.ms.total ?? 0) >= ms - 1, `${path}: less than its bound`);
    assert.match(page.html, /is the best it could take/);
  }
  const cutOff = await fetchPage(`${gateway.url}/home/deadline?budget=200`, {
    'x-latency': 'recommendation=fixed:60000',
  });
  assert.deepEqual(cutOff.ended, { promo: 'fresh', recommendation: 'fallback: deadline' });
  assert.equal(cutOff.ms.bound, 200);
  assert.ok((cutOff.ms.overhead ?? -1) >= 0);
  const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
  assert.match(metrics, /home_page_overhead_seconds_count\{strategy="sequential"\} 1/);
});

test('where the draws are not known there is no bound', async (t) => {
  const { gateway, promo } = await start(t);
  await promo.stop();
  const page = await fetchPage(`${gateway.url}/home/concurrent`);
  assert.equal(page.ended.promo, 'fallback: refused');
  assert.deepEqual([page.ms.bound, page.ms.overhead], [undefined, undefined]);
});

const faults: [fault: string, reason: string][] = [
  ['error:status=500', 'status'],
  ['error:status=429', 'status'],
  ['hang', 'timeout'],
  ['reset:where=headers', 'reset'],
  ['reset:where=body', 'reset'],
  ['truncate', 'truncated'],
  ['trickle:rate=1', 'timeout'],
  ['malformed:what=json', 'malformed'],
  ['malformed:what=contract', 'contract'],
  ['oversize', 'too-large'],
];
test('every injected fault leaves the page at 200, and the reason names it', async (t) => {
  const { gateway } = await start(t, { UPSTREAM_TIMEOUT: '800' });
  for (const [fault, reason] of faults) {
    for (const [faulty, whole] of [
      ['promo', 'recommendation'],
      ['recommendation', 'promo'],
    ]) {
      const page = await fetchPage(`${gateway.url}/home/concurrent`, { 'x-faults': `${faulty}=${fault}` });
      assert.equal(page.status, 200, fault);
      assert.deepEqual(
        page.ended,
        { [faulty as string]: `fallback: ${reason}`, [whole as string]: 'fresh' },
        fault,
      );
    }
  }
});

test('a header of the lab that can not be taken is a 400 that names it', async (t) => {
  const { gateway } = await start(t);
  const wrong: [headers: Record<string, string>, message: RegExp][] = [
    [{ 'x-latency': 'promo=gauss:1' }, /x-latency: promo/],
    [{ 'x-latency': 'prom=fixed:1' }, /x-latency.*prom.*promo, recommendation/],
    [{ 'x-faults': 'recommendation=error:p=2' }, /x-faults: recommendation/],
    [{ 'x-latency-seed': '-1' }, /x-latency-seed/],
  ];
  for (const [headers, message] of wrong) {
    const page = await fetchPage(`${gateway.url}/home/concurrent`, {
      accept: 'application/json',
      ...headers,
    });
    assert.equal(page.status, 400);
    assert.match((JSON.parse(page.html) as { detail: string }).detail, message);
  }
  const page = await fetchPage(`${gateway.url}/home/deadline?budget=soon`, { accept: 'application/json' });
  assert.match(page.html, /query\.budget takes a whole number of milliseconds from 1 to 60000/);
});

test('where the lab is off, requests choose nothing', async (t) => {
  const { gateway } = await start(t, { lab: 'off' });
  const headers = { 'x-latency': 'promo=nonsense', 'x-faults': 'promo=error', 'x-latency-seed': 'none' };
  const page = await fetchPage(`${gateway.url}/home/concurrent?budget=1`, headers);
  assert.equal(page.status, 200);
  assert.deepEqual(page.ended, { promo: 'fresh', recommendation: 'fresh' });
  assert.equal(page.ms['promo-injected'], 0);
});
