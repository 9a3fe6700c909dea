import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { trainModel } from './cosine.ts';

const books: Book[] = ['a', 'b', 'c', 'd'].map((id) => ({
  id,
  title: id.toUpperCase(),
  author: 'Anon',
  year: 1900,
  subjects: ['sea'],
  priceCents: 990,
}));

// a has four readers, b three, c one, d none; a and b have two in common, a and c one.
const purchases = [
  ...['r1', 'r2', 'r3', 'r4'].map((reader) => ({ reader, book: 'a' })),
  ...['r1', 'r2', 'r5'].map((reader) => ({ reader, book: 'b' })),
  { reader: 'r3', book: 'c' },
];

test('similarity is the cosine of the two books’ readers', () => {
  const { neighbours } = trainModel(purchases, { books }, { shrinkage: 0 });
  assert.deepEqual(neighbours, [
    [
      { book: 1, similarity: 2 / Math.sqrt(12) },
      { book: 2, similarity: 1 / 2 },
    ],
    [{ book: 0, similarity: 2 / Math.sqrt(12) }],
    [{ book: 0, similarity: 1 / 2 }],
    [],
  ]);
});

test('shrinkage discounts what few readers support', () => {
  const { neighbours } = trainModel(purchases, { books }, { shrinkage: 2 });
  assert.deepEqual(
    neighbours[0]?.map(({ similarity }) => similarity),
    [((2 / Math.sqrt(12)) * 2) / 4, ((1 / 2) * 1) / 3],
  );
});

test('only the nearest neighbours are kept, ties in catalogue order', () => {
  const tied = ['d', 'c', 'b', 'a'].map((book) => ({ reader: 'r1', book }));
  const { neighbours } = trainModel(tied, { books }, { neighbours: 2 });
  assert.deepEqual(
    neighbours.map((row) => row.map(({ book }) => book)),
    [
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
    ],
  );
});

test('neither order, nor repetition, nor a book that the catalogue lacks makes a difference', () => {
  const disturbed = [{ reader: 'r9', book: 'lost' }, ...purchases.toReversed(), ...purchases];
  const model = trainModel(disturbed, { books });
  const usual = trainModel(purchases, { books });
  assert.deepEqual(model, usual);
  assert.deepEqual(model.popularity, [4 / 5, 3 / 5, 1 / 5, 0]);
});

test('a model goes to another thread as it is', () => {
  const model = trainModel(purchases, { books });
  assert.deepEqual(structuredClone(model), model);
});

test('no purchases and no books make a model too', () => {
  assert.deepEqual(trainModel([], { books }).popularity, [0, 0, 0, 0]);
  assert.deepEqual(trainModel(purchases, { books: [] }).neighbours, []);
});
