import assert from 'node:assert/strict';
import { test } from 'node:test';
import { never } from '../testing/fake-gateway.ts';
import { openLoop } from './open-loop.ts';

const every = (ms: number, count: number) => Float64Array.from({ length: count }, (_, i) => i * ms);
const usual = { maxInFlight: 100, drain: 10_000, signal: never };

test('requests are sent when they are due, and told when that was', async () => {
  const dues: number[] = [];
  const start = performance.now();
  const report = await openLoop({
    ...usual,
    at: every(2, 50),
    async send(i, due) {
      assert.ok(performance.now() - start >= i * 2 - 1);
      dues.push(due);
    },
  });
  assert.deepEqual([report.sent, report.unsent, report.ended], [50, 0, 'complete']);
  const gaps = dues.slice(1).map((due, i) => due - (dues[i] ?? 0));
  assert.ok(gaps.every((gap) => Math.abs(gap - 2) < 1e-6));
});

test('a request that does not end keeps none after it from being sent', async () => {
  const sent: number[] = [];
  const first = Promise.withResolvers<void>();
  await openLoop({
    ...usual,
    at: every(1, 20),
    send(i) {
      sent.push(i);
      if (i === 19) first.resolve();
      return i === 0 ? first.promise : Promise.resolve();
    },
  });
  assert.deepEqual(sent, [...Array(20).keys()]);
});

test('what keeps the generator itself from sending counts, and is reported as its lag', async () => {
  const waits: number[] = [];
  const report = await openLoop({
    ...usual,
    at: every(10, 30),
    async send(i, due) {
      waits.push(performance.now() - due);
      // Holds the whole process up, as garbage collection would.
      if (i === 9) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    },
  });
  assert.ok((waits[10] ?? 0) >= 85, `the one after it was ${waits[10]} ms late`);
  assert.ok(waits.filter((ms) => ms >= 45).length >= 5);
  assert.equal(report.lag.length, 30);
  assert.ok((report.lag.at(-1) ?? 0) >= 85);
});

test('no more requests are under way than allowed; the others wait, timed from when they were due', async () => {
  let flying = 0;
  let most = 0;
  const waits: number[] = [];
  const report = await openLoop({
    ...usual,
    maxInFlight: 3,
    at: every(0, 12),
    async send(_, due) {
      waits.push(performance.now() - due);
      flying += 1;
      most = Math.max(most, flying);
      await new Promise((resolve) => setTimeout(resolve, 20));
      flying -= 1;
    },
  });
  assert.equal(most, 3);
  assert.deepEqual([report.sent, report.heldBack], [12, 9]);
  assert.ok((waits.at(-1) ?? 0) >= 55);
});

test('it ends when it is cancelled: nothing more is sent, and what is under way is given up', async () => {
  const stop = new AbortController();
  let givenUp = 0;
  const report = await openLoop({
    ...usual,
    signal: stop.signal,
    at: every(1, 100_000),
    send(i, _due, signal) {
      if (i === 9) stop.abort();
      return new Promise((resolve) => {
        const end = () => {
          givenUp += 1;
          resolve();
        };
        if (signal.aborted) end();
        else signal.addEventListener('abort', end, { once: true });
      });
    },
  });
  assert.deepEqual([report.sent, report.unsent, report.ended], [10, 99_990, 'cancelled']);
  assert.equal(givenUp, 10);
});

test('it ends when its time is over, whatever hangs', async () => {
  const report = await openLoop({
    ...usual,
    maxInFlight: 1,
    drain: 50,
    at: every(1, 3),
    send: (_i, _due, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
  });
  assert.deepEqual([report.sent, report.unsent, report.ended], [1, 2, 'out of time']);
});
