import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled, startCache, timers } from './test-cache.ts';

test('many stale hits are answered at once while one call in the background refreshes', async () => {
  const upstream = startCache('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 39;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  const before = timers();
  const controller = new AbortController();
  let recorded = 0;
  const reader = {
    signal: controller.signal,
    deadline: performance.now(),
    record: () => (recorded += 1),
  };
  const hits = await Promise.all(Array.from({ length: 100 }, () => upstream.get(reader)));
  assert.deepEqual(new Set(hits), new Set(['1 stale 39 s']));
  assert.deepEqual([upstream.calls, recorded], [2, 0]);
  controller.abort();
  await settled();
  assert.equal(upstream.last?.signal.aborted, false);
  assert.ok((upstream.last?.deadline ?? 0) > reader.deadline + 30_000);
  gate.resolve();
  await settled();
  assert.equal(await upstream.get(), '2 cached 0 s');
  assert.equal(timers(), before);
});

test('stale hits make one call in all, even when its answer may not be shared', async () => {
  const upstream = startCache('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 20;
  upstream.headers = { 'cache-control': 'no-store' };
  await Promise.all(Array.from({ length: 100 }, () => upstream.get()));
  await settled();
  assert.equal(upstream.calls, 2);
});

test('beyond stale-while-revalidate a reader waits for the new answer', async () => {
  const upstream = startCache('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 40;
  assert.equal(await upstream.get(), '2 fresh');
});

test('a refresh that fails harms nobody, and is tried again at the next stale hit', async () => {
  const upstream = startCache('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 20;
  for (const failing of [{ reason: 'reset' } as const, new TypeError('a fault of our own')]) {
    upstream.failing = failing;
    assert.equal(await upstream.get(), '1 stale 20 s');
    await settled();
  }
  assert.equal(upstream.calls, 3);
  upstream.failing = undefined;
  assert.equal(await upstream.get(), '1 stale 20 s');
  await settled();
  assert.equal(await upstream.get(), '4 cached 0 s');
});

test('a miss that joins a refresh gets its answer, and may leave without ending it', async () => {
  const upstream = startCache('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 39;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  await upstream.get();
  upstream.seconds += 1;
  const leaver = new AbortController();
  const joined = [upstream.get({ signal: leaver.signal }), upstream.get()] as const;
  leaver.abort();
  await assert.rejects(joined[0], { reason: 'aborted' });
  await settled();
  assert.equal(upstream.last?.signal.aborted, false);
  gate.resolve();
  assert.equal(await joined[1], '2 fresh');
  assert.equal(upstream.calls, 2);
});

test('when a call fails, the old answer stands in until stale-if-error ends', async () => {
  const upstream = startCache('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.failing = { reason: 'status' };
  upstream.seconds += 39;
  assert.equal(await upstream.get(), '1 stale 39 s status');
  upstream.failing = { reason: 'breaker-open', health: 'unknown' };
  assert.equal(await upstream.get(), '1 stale 39 s breaker-open');
  upstream.seconds += 1;
  await assert.rejects(upstream.get(), { reason: 'breaker-open' });
  assert.equal(upstream.calls, 4);
});

test('stale-if-error is over when it ends while the call is under way', async () => {
  const upstream = startCache('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.failing = { reason: 'timeout' };
  upstream.seconds += 39;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  const late = upstream.get();
  upstream.seconds += 1;
  gate.resolve();
  await assert.rejects(late, { reason: 'timeout' });
});

test('must-revalidate rules out stale-if-error', async () => {
  const upstream = startCache('max-age=10, must-revalidate, stale-if-error=30');
  await upstream.get();
  upstream.failing = { reason: 'status' };
  upstream.seconds += 20;
  await assert.rejects(upstream.get(), { reason: 'status' });
});

test("an upstream's own 4xx and a fault of ours are no reason for an old answer", async () => {
  const upstream = startCache('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.seconds += 20;
  upstream.failing = { reason: 'status', health: 'well' };
  await assert.rejects(upstream.get(), { reason: 'status' });
  upstream.failing = new TypeError('a fault of our own');
  await assert.rejects(upstream.get(), TypeError);
});

test('a page whose time is over gets the old answer; a reader who has left gets nothing', async () => {
  const upstream = startCache('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.seconds += 20;
  upstream.gate = new Promise(() => {});
  assert.equal(await upstream.get({ deadline: performance.now() + 30 }), '1 stale 20 s deadline');
  const leaver = new AbortController();
  const left = upstream.get({ signal: leaver.signal });
  leaver.abort();
  await assert.rejects(left, { reason: 'aborted' });
});
