import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { callRequest } from '../../test/support/call.ts';
import { gatewayMetrics } from '../metrics.ts';
import { createBulkhead } from './bulkhead.ts';

/** Calls that end when the test says so. */
function start(limit: number, queue: number) {
  const running: { path: string; end(): void; fail(): void }[] = [];
  const bulkhead = createBulkhead('u', { limit, queue }, gatewayMetrics(createRegistry()));
  const call = bulkhead.protect(({ path }) => {
    const ended = Promise.withResolvers<string>();
    running.push({ path, end: () => ended.resolve(path), fail: () => ended.reject(new Error(path)) });
    return ended.promise;
  });
  return { running, ask: (path: string, overrides = {}) => call(callRequest({ path, ...overrides })) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('no more calls are under way than the limit; the rest come in order as places are free, also after a failure', async () => {
  const { running, ask } = start(2, 3);
  const answers = ['a', 'b', 'c', 'd'].map((path) => ask(path));
  await turn();
  assert.deepEqual(
    running.map(({ path }) => path),
    ['a', 'b'],
  );
  running[1]?.fail();
  await assert.rejects(answers[1] ?? Promise.resolve());
  await turn();
  assert.deepEqual(
    running.map(({ path }) => path),
    ['a', 'b', 'c'],
  );
  running[0]?.end();
  await answers[0];
  await turn();
  assert.deepEqual(
    running.map(({ path }) => path),
    ['a', 'b', 'c', 'd'],
  );
  running[2]?.end();
  running[3]?.end();
  assert.deepEqual(await Promise.all(answers.slice(2)), ['c', 'd']);
});

test('a call beyond limit and line fails at once, and places are found again afterwards', async () => {
  const { running, ask } = start(1, 1);
  const answers = [ask('a'), ask('b')];
  await turn();
  await assert.rejects(ask('c'), { reason: 'bulkhead-full', health: 'unknown' });
  running[0]?.end();
  await answers[0];
  await turn();
  const again = ask('d');
  running[1]?.end();
  await answers[1];
  await turn();
  running[2]?.end();
  assert.equal(await again, 'd');
});

test('who leaves the line is never called, and their place in it is free', async () => {
  const { running, ask } = start(1, 1);
  const first = ask('a');
  const leaving = new AbortController();
  const left = ask('b', { signal: leaving.signal });
  leaving.abort();
  await assert.rejects(left, { reason: 'aborted', health: 'unknown' });
  const next = ask('c');
  running[0]?.end();
  await first;
  await turn();
  assert.deepEqual(
    running.map(({ path }) => path),
    ['a', 'c'],
  );
  running[1]?.end();
  assert.equal(await next, 'c');
});

test('places that are free at once go to different calls', async () => {
  const { running, ask } = start(2, 2);
  const answers = ['a', 'b', 'c', 'd'].map((path) => ask(path));
  await turn();
  running[0]?.end();
  running[1]?.end();
  await turn();
  assert.deepEqual(
    running.map(({ path }) => path),
    ['a', 'b', 'c', 'd'],
  );
  running[2]?.end();
  running[3]?.end();
  await Promise.all(answers);
});

test('a place that becomes free as somebody leaves the line is not lost', async () => {
  const { running, ask } = start(1, 2);
  const first = ask('a');
  await turn();
  const leaving = new AbortController();
  const left = ask('b', { signal: leaving.signal });
  await turn();
  leaving.abort();
  running[0]?.end();
  await first;
  await assert.rejects(left, { reason: 'aborted' });
  const next = ask('c');
  await turn();
  running[1]?.end();
  assert.equal(await next, 'c');
});

test("a wait ends with the page's deadline", async () => {
  const { running, ask } = start(1, 1);
  const first = ask('a');
  await assert.rejects(ask('b', { deadline: performance.now() + 10 }), {
    reason: 'deadline',
    health: 'unknown',
  });
  running[0]?.end();
  assert.equal(await first, 'a');
  assert.equal(running.length, 1);
});
