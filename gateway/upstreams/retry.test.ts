import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callRequest } from '../../test/support/call.ts';
import { type CallRequest, type Reason, UpstreamError } from './call.ts';
import { retryOnce } from './retry.ts';

/** A call that fails so often, and which attempts there were. */
function start(failures: number, reason: Reason = 'reset', health: 'failed' | 'well' | 'unknown' = 'failed') {
  const attempts: number[] = [];
  const call = retryOnce(async ({ attempt }: CallRequest) => {
    attempts.push(attempt);
    if (attempts.length <= failures)
      throw new UpstreamError('u', reason, `failure ${attempts.length}`, { health });
    return 'done';
  });
  return { call, attempts };
}

test('what failed is tried a second time, and not a third', async () => {
  const once = start(1);
  assert.equal(await once.call(callRequest()), 'done');
  assert.deepEqual(once.attempts, [1, 2]);
  const ever = start(9);
  await assert.rejects(ever.call(callRequest()), /failure 2/);
  assert.deepEqual(ever.attempts, [1, 2]);
  const never = start(0);
  await never.call(callRequest());
  assert.deepEqual(never.attempts, [1]);
});

for (const [reason, health] of [
  ['status', 'well'],
  ['breaker-open', 'unknown'],
  ['bulkhead-full', 'unknown'],
  ['aborted', 'unknown'],
  ['deadline', 'unknown'],
  ['internal', 'failed'],
] as const) {
  test(`${reason} (${health}) is not tried again`, async () => {
    const { call, attempts } = start(1, reason, health);
    await assert.rejects(call(callRequest()), { reason });
    assert.deepEqual(attempts, [1]);
  });
}

test('there is no second attempt for a caller who has no time left, or leaves meanwhile', async () => {
  const late = start(1);
  await assert.rejects(late.call(callRequest({ deadline: performance.now() - 1 })), { reason: 'reset' });
  const gone = start(1);
  const leaving = new AbortController();
  const called = gone.call(callRequest({ signal: leaving.signal }));
  leaving.abort();
  await assert.rejects(called, { reason: 'reset' });
  assert.deepEqual([late.attempts, gone.attempts], [[1], [1]]);
});
