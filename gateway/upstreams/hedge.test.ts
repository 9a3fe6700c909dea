import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { callRequest, freshAnswer } from '../../test/support/call.ts';
import { until } from '../../test/support/gateway.ts';
import { gatewayMetrics } from '../metrics.ts';
import type { BreakerState } from './breaker.ts';
import { type Answer, type CallRequest, UpstreamError } from './call.ts';
import { hedge } from './hedge.ts';
import { latencyHistogram } from './latency-histogram.ts';
import { watchLatency } from './watch-latency.ts';

type Attempt = { request: CallRequest; answer(name: string): void; fail(reason: 'reset' | 'status'): void };

/** A hedged call over attempts that end when the test says so; the first `quick` are answered at once, to warm up. */
function start({ budget = 100, quick = 60 } = {}) {
  const registry = createRegistry();
  const state: { breaker: BreakerState } = { breaker: 'closed' };
  const attempts: Attempt[] = [];
  let warm = 0;
  function next(request: CallRequest): Promise<Answer<string>> {
    if (warm < quick) {
      warm += 1;
      return Promise.resolve(freshAnswer('quick'));
    }
    const ended = Promise.withResolvers<Answer<string>>();
    request.signal.addEventListener('abort', () =>
      ended.reject(new UpstreamError('u', 'aborted', 'left', { health: 'unknown' })),
    );
    attempts.push({
      request,
      answer: (name) => ended.resolve(freshAnswer(name)),
      fail: (reason) => ended.reject(new UpstreamError('u', reason, 'failed')),
    });
    return ended.promise;
  }
  const metrics = gatewayMetrics(registry);
  const latencies = latencyHistogram({ halfLife: 30_000, enough: 20 });
  const surroundings = { metrics, latencies, breakerState: () => state.breaker };
  const call = hedge('u', { percentile: 95, budget }, surroundings, watchLatency(latencies, 0.95, next));
  async function warmUp(): Promise<void> {
    for (let i = 0; i < quick; i += 1) await call(callRequest());
  }
  const count = async (name: string) =>
    Number(new RegExp(`${name}\\{upstream="u"\\} (\\d+)`).exec(await registry.metrics())?.[1]);
  return { call, warmUp, attempts, state, count };
}

test('a call that is late gets a second attempt; its answer wins, and the first is cancelled', async () => {
  const { call, warmUp, attempts, count } = start();
  await warmUp();
  const answer = call(callRequest());
  await until(() => attempts.length === 2);
  assert.deepEqual(
    attempts.map(({ request }) => request.attempt),
    [1, 2],
  );
  attempts[1]?.answer('second');
  assert.equal((await answer).data, 'second');
  assert.ok(attempts[0]?.request.signal.aborted);
  assert.deepEqual([await count('upstream_hedges_total'), await count('upstream_hedge_wins_total')], [1, 1]);
});

test('the first attempt may still win, and the second is cancelled', async () => {
  const { call, warmUp, attempts, count } = start();
  await warmUp();
  const answer = call(callRequest());
  await until(() => attempts.length === 2);
  attempts[0]?.answer('first');
  assert.equal((await answer).data, 'first');
  assert.ok(attempts[1]?.request.signal.aborted);
  assert.deepEqual([await count('upstream_hedges_total'), await count('upstream_hedge_wins_total')], [1, 0]);
});

test('when one attempt fails the other decides; when both fail, the first failure is told', async () => {
  const { call, warmUp, attempts } = start();
  await warmUp();
  const answer = call(callRequest());
  await until(() => attempts.length === 2);
  attempts[0]?.fail('reset');
  attempts[1]?.answer('second');
  assert.equal((await answer).data, 'second');

  const failing = call(callRequest());
  await until(() => attempts.length === 4);
  attempts[3]?.fail('status');
  attempts[2]?.fail('reset');
  await assert.rejects(failing, { reason: 'status' });
});

test('a failure before the hedge is a failure: hedging is no retry', async () => {
  const { call, warmUp, attempts } = start();
  await warmUp();
  const answer = call(callRequest());
  attempts[0]?.fail('reset');
  await assert.rejects(answer, { reason: 'reset' });
  assert.equal(attempts.length, 1);
});

test('a caller who leaves cancels all attempts', async () => {
  const { call, warmUp, attempts } = start();
  await warmUp();
  const leaving = new AbortController();
  const answer = call(callRequest({ signal: leaving.signal }));
  await until(() => attempts.length === 2);
  leaving.abort();
  await assert.rejects(answer, { reason: 'aborted' });
  assert.ok(attempts.every(({ request }) => request.signal.aborted));
});

/** Waits longer than any hedge of this test would take; that none comes is what is looked at. */
const longerThanAnyHedge = () => new Promise((resolve) => setTimeout(resolve, 100));

const never: [
  why: string,
  set: (at: ReturnType<typeof start>) => Partial<CallRequest>,
  options?: { budget?: number; quick?: number },
][] = [
  ['before anything is known of the latency', () => ({}), { quick: 5 }],
  ['for what is not safe to repeat', () => ({ method: 'POST' })],
  ['without a token', () => ({}), { budget: 0 }],
  [
    'unless the breaker is closed',
    ({ state }) => {
      state.breaker = 'half_open';
      return {};
    },
  ],
];
for (const [why, set, options] of never) {
  test(`there is no second attempt ${why}`, async () => {
    const hedged = start(options);
    await hedged.warmUp();
    const answer = hedged.call(callRequest(set(hedged)));
    await longerThanAnyHedge();
    assert.equal(hedged.attempts.length, 1);
    hedged.attempts[0]?.answer('first');
    assert.equal((await answer).data, 'first');
  });
}
