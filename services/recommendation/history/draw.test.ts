import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@frontpage/shared/random.ts';
import { between, pick, pickIndex } from './draw.ts';

test('an index comes as often as its weight says, and never with weight 0', () => {
  const random = createRandom('weights');
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 10_000; i++) {
    const index = pickIndex(random, Float64Array.of(0, 1, 3, 0));
    counts[index] = (counts[index] ?? 0) + 1;
  }
  assert.equal(counts[0], 0);
  assert.equal(counts[3], 0);
  assert.ok(Math.abs((counts[2] ?? 0) / 10_000 - 0.75) < 0.02, `${counts[2]} of 10,000`);
});

test('the ends of the range of a random source are picked from the ends of the list', () => {
  assert.equal(
    pick(
      () => 0,
      ['a', 'b', 'c'],
      () => 0.1,
    ),
    'a',
  );
  assert.equal(
    pick(
      () => 1 - 2 ** -53,
      ['a', 'b', 'c'],
      () => 0.1,
    ),
    'c',
  );
  assert.equal(
    between(() => 0, 3, 12),
    3,
  );
});

test('the boundary between two indices belongs to the second', () => {
  assert.equal(
    pickIndex(() => 0.5, Float64Array.of(1, 1)),
    1,
  );
});

test('nothing to pick from is a RangeError', () => {
  assert.throws(() => pickIndex(() => 0.5, Float64Array.of(0, 0)), RangeError);
  assert.throws(
    () =>
      pick(
        () => 0.5,
        [],
        () => 1,
      ),
    RangeError,
  );
});
