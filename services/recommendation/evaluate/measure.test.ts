import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packShelves } from '../model/model.ts';
import { measure } from './measure.ts';

const split = {
  train: packShelves([[0], [1]], 5),
  tests: [
    { shelf: new Set([0]), later: new Set([2, 3]) },
    { shelf: new Set([1]), later: new Set([4]) },
  ],
  counts: { train: 2, test: 3, itemsLeftOut: 0 },
};

test('the best ranking scores 1, one that shows nothing wanted 0', () => {
  const best = measure(split, (_shelf, _limit, reader) => (reader === 0 ? [3, 2] : [4]));
  assert.deepEqual(best, { hitRate: 1, ndcg: 1, coverage: 3 / 5 });
  assert.deepEqual(
    measure(split, () => [1]),
    { hitRate: 0, ndcg: 0, coverage: 1 / 5 },
  );
});

test('a hit counts less the further down it stands, relative to the best ranking', () => {
  const { hitRate, ndcg } = measure(split, () => [1, 2, 0]);
  assert.equal(hitRate, 1 / 2);
  const gain = 1 / Math.log2(3) / (1 + 1 / Math.log2(3));
  assert.ok(Math.abs(ndcg - gain / 2) < 1e-12, String(ndcg));
});
