import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitLine } from './fit-line.ts';

test('points on a line give that line', () => {
  const { slope, intercept, rSquared } = fitLine([1, 2, 3].map((x) => [x, 3 * x + 5] as const));
  assert.deepEqual([slope, intercept, rSquared], [3, 5, 1]);
});

test('points beside it lower the share that it accounts for', () => {
  const { slope, intercept, rSquared } = fitLine([
    [1, 1],
    [2, 1],
    [3, 4],
  ]);
  assert.deepEqual([slope, intercept, rSquared], [1.5, -1, 0.75]);
});
