import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitByTime } from './split.ts';

const at = (user: string, item: string, time: number) => ({ user, item, at: time });

test('what comes before the instant is learnt from, what comes at it or after is to be foreseen', () => {
  const { train, tests, counts } = splitByTime(
    [at('ann', 'd', 9), at('ann', 'a', 1), at('bob', 'a', 2), at('ann', 'b', 3), at('bob', 'b', 9)],
    { trainShare: 0.6 },
  );
  assert.equal(train.bookCount, 2);
  assert.deepEqual(counts, { train: 3, test: 1, itemsLeftOut: 0 });
  // a is 0 and b 1; d is unknown to training, and so can't be foreseen.
  assert.deepEqual(tests, [{ shelf: new Set([0]), later: new Set([1]) }]);
});

test('neither a newcomer nor one who takes the same again is a test', () => {
  const { tests } = splitByTime(
    [at('ann', 'a', 1), at('bob', 'b', 1), at('ann', 'a', 5), at('eve', 'a', 5)],
    { trainShare: 0.5 },
  );
  assert.deepEqual(tests, []);
});

test('only the most taken items are kept, and the others counted', () => {
  const { train, counts } = splitByTime(
    [at('a', 'rare', 1), at('a', 'usual', 1), at('b', 'usual', 1), at('c', 'other', 1), at('b', 'rare', 2)],
    { trainShare: 0.8, maxItems: 1 },
  );
  assert.equal(train.bookCount, 1);
  assert.equal(counts.train, 2);
  assert.equal(counts.itemsLeftOut, 2);
});

test('nothing at all is split into nothing', () => {
  assert.deepEqual(splitByTime([]).tests, []);
});
