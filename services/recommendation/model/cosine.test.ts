import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CosineOptions, trainCosine } from './cosine.ts';
import { type Model, packShelves } from './model.ts';

// Book 0 has four readers, 1 three, 2 one, 3 none; 0 and 1 have two in common, 0 and 2 one.
const shelves = [[0, 1], [0, 1], [0, 2], [0], [1]];

const train = (options?: CosineOptions, lists = shelves) => trainCosine(packShelves(lists, 4), options);

test('the weight is the cosine of the two books’ readers', () => {
  assert.deepEqual(rowsOf(train({ shrinkage: 0 })), [
    [
      [1, 2 / Math.sqrt(12)],
      [2, 1 / 2],
    ],
    [[0, 2 / Math.sqrt(12)]],
    [[0, 1 / 2]],
    [],
  ]);
});

test('shrinkage discounts what few readers support', () => {
  const [row] = rowsOf(train({ shrinkage: 2 }));
  assert.deepEqual(row, [
    [1, ((2 / Math.sqrt(12)) * 2) / 4],
    [2, ((1 / 2) * 1) / 3],
  ]);
});

test('only the nearest neighbours are kept, ties in order of number', () => {
  const rows = rowsOf(train({ neighbours: 2 }, [[3, 2, 1, 0]]));
  assert.deepEqual(
    rows.map((row) => row.map(([book]) => book)),
    [
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
    ],
  );
});

test('the order of readers and books makes no difference; popularity is the share of readers', () => {
  const model = train(
    {},
    shelves.toReversed().map((list) => list.toReversed()),
  );
  assert.deepEqual(model, train());
  assert.deepEqual([...model.popularity], [4 / 5, 3 / 5, 1 / 5, 0]);
  assert.deepEqual([...model.popular], [0, 1, 2, 3]);
});

test('no purchases and no books make a model too', () => {
  assert.deepEqual(rowsOf(train({}, [])), [[], [], [], []]);
  assert.deepEqual(rowsOf(trainCosine(packShelves([], 0))), []);
});

function rowsOf({ offsets, others, weights }: Model): [book: number, weight: number][][] {
  return Array.from({ length: offsets.length - 1 }, (_, book) => {
    const row: [number, number][] = [];
    for (let n = offsets[book] ?? 0; n < (offsets[book + 1] ?? 0); n++)
      row.push([others[n] ?? -1, weights[n] ?? -1]);
    return row;
  });
}
