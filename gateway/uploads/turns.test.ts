import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from './turns.ts';

test('so many jobs run at once, and the others in their order', async () => {
  const inTurn = createTurns(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3, 4].map((n) =>
    inTurn(async () => {
      begun.push(n);
      await new Promise<void>((resolve) => ends.push(resolve));
    }),
  );
  assert.deepEqual(begun, [0, 1]);
  for (const n of [0, 1, 2, 3, 4]) {
    ends[n]?.();
    await all[n];
  }
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
  const again = [5, 6, 7].map((n) => inTurn(async () => begun.push(n)));
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6]);
  await Promise.all(again);
});

test('a job that fails gives its turn on', async () => {
  const inTurn = createTurns(1);
  const failing = inTurn(() => Promise.reject(new Error('no')));
  const next = inTurn(async () => 'yes');
  await assert.rejects(failing, /no/);
  assert.equal(await next, 'yes');
});
