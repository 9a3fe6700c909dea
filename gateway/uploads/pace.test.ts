import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { watchPace } from './pace.ts';

function watched(t: TestContext) {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const body = new PassThrough();
  const over = new AbortController();
  const slow: number[] = [];
  watchPace(body, { patience: 1000, minRate: 100, signal: over.signal }, (bytes) => slow.push(bytes));
  body.resume();
  /** Brings so many bytes, and lets them through. */
  const bring = async (bytes: number) => {
    body.write(Buffer.alloc(bytes));
    await new Promise(setImmediate);
  };
  return { body, slow, over, bring, tick: (ms: number) => t.mock.timers.tick(ms) };
}

test('a sender who brings enough in every period is left alone', async (t) => {
  const { slow, bring, tick } = watched(t);
  for (let period = 0; period < 5; period += 1) {
    await bring(100);
    tick(1000);
  }
  assert.deepEqual(slow, []);
});

test('a sender who brings too little in one period is too slow, however fast before', async (t) => {
  const { slow, bring, tick } = watched(t);
  await bring(100_000);
  tick(1000);
  await bring(99);
  tick(1000);
  assert.deepEqual(slow, [99]);
});

test('a sender whom we held back is not to blame, in that period', async (t) => {
  const { body, slow, bring, tick } = watched(t);
  await bring(100);
  tick(1000);
  body.pause();
  tick(1000);
  tick(1000);
  body.resume();
  tick(1000);
  assert.deepEqual(slow, []);
  tick(1000);
  assert.deepEqual(slow, [0]);
});

test('once the body is complete, or all is over, nothing is watched', async (t) => {
  for (const end of ['body', 'over'] as const) {
    t.mock.timers.reset();
    const { body, over, slow, tick } = watched(t);
    if (end === 'body') body.end();
    else over.abort();
    await new Promise(setImmediate);
    tick(10_000);
    assert.deepEqual(slow, []);
    assert.equal(body.listenerCount('pause'), 0);
  }
});
