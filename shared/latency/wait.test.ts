import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { wait } from './wait.ts';

const HOUR = 3_600_000;

test('ends when the time is over, not half a millisecond before', async () => {
  const { signal } = new AbortController();
  for (const ms of [0, 0.2, 1, 3.7, 20.5]) {
    const start = performance.now();
    assert.equal(await wait(ms, signal), 'elapsed');
    assert.ok(performance.now() - start >= ms - 0.5);
  }
});

test('many at once end in the order of their times', async () => {
  const ended: number[] = [];
  const times = [60, 10, 40, 30, 50, 20];
  await Promise.all(times.map((ms) => wait(ms, new AbortController().signal).then(() => ended.push(ms))));
  assert.deepEqual(ended, [10, 20, 30, 40, 50, 60]);
});

test('ends at once on abort, and leaves neither timer nor listener', { timeout: 10_000 }, async () => {
  const controller = new AbortController();
  const before = timers();
  const waiting = wait(HOUR, controller.signal);
  assert.equal(timers(), before + 1);
  controller.abort();
  assert.equal(await waiting, 'aborted');
  assert.equal(timers(), before);
  assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
});

test('leaves no listener when its time is over', async () => {
  const { signal } = new AbortController();
  await wait(2, signal);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('does not begin on a signal that has aborted', { timeout: 10_000 }, async () => {
  assert.equal(await wait(HOUR, AbortSignal.abort()), 'aborted');
  assert.equal(await wait(0, AbortSignal.abort()), 'aborted');
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}
