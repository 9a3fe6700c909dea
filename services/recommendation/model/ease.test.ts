import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@frontpage/shared/random.ts';
import { trainEase } from './ease.ts';
import { type Model, packShelves } from './model.ts';

test('the weights solve what they are defined by: (G + λI) B equals G in every place off the diagonal', () => {
  const books = 12;
  const random = createRandom('shelves');
  const shelves = Array.from({ length: 40 }, () =>
    Array.from({ length: books }, (_, book) => book).filter(() => random() < 0.3),
  );
  const regularisation = 3;
  const weights = denseOf(trainEase(packShelves(shelves, books), { regularisation }), books);
  const together = (a: number, b: number) =>
    shelves.filter((shelf) => shelf.includes(a) && shelf.includes(b)).length;
  for (let i = 0; i < books; i++) {
    for (let j = 0; j < books; j++) {
      if (i === j) continue;
      let sum = regularisation * (weights[i]?.[j] ?? 0);
      for (let k = 0; k < books; k++) sum += together(i, k) * (weights[k]?.[j] ?? 0);
      assert.ok(Math.abs(sum - together(i, j)) < 1e-9, `${i}, ${j}: ${sum} is not ${together(i, j)}`);
    }
  }
});

test('two books that all readers of either have speak for each other, with λ holding the weight below 1', () => {
  const shelves = packShelves([[0, 1], [0, 1], [0, 1], [2]], 3);
  const [first = [], , third = []] = denseOf(trainEase(shelves, { regularisation: 1 }), 3);
  // G is 3 everywhere for the pair: b minimises 3 (1 − b)² + b².
  assert.ok(Math.abs((first[1] ?? 0) - 3 / 4) < 1e-12, String(first[1]));
  assert.equal(third[0], 0);
});

test('no books and no purchases make a model too', () => {
  assert.equal(trainEase(packShelves([], 0)).others.length, 0);
  assert.deepEqual([...trainEase(packShelves([], 2)).weights].map(Math.abs), [0, 0]);
});

function denseOf({ offsets, others, weights }: Model, books: number): number[][] {
  return Array.from({ length: books }, (_, book) => {
    const row = new Array<number>(books).fill(0);
    for (let n = offsets[book] ?? 0; n < (offsets[book + 1] ?? 0); n++) row[others[n] ?? 0] = weights[n] ?? 0;
    return row;
  });
}
