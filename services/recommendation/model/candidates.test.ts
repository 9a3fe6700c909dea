import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { generateHistory } from '../history/generate.ts';
import { candidatesFor, isPersonal } from './candidates.ts';
import { type Model, packShelves } from './model.ts';
import { models, SERVED_MODEL } from './models.ts';

const catalogue = loadCatalogue();
const numberOf = new Map(catalogue.books.map(({ id }, number) => [id, number]));
const shelves = Map.groupBy(generateHistory(catalogue).purchases, ({ reader }) => reader)
  .values()
  .map((bought) => new Set(bought.map(({ book }) => numberOf.get(book) ?? -1)))
  .toArray();
const model = models[SERVED_MODEL](packShelves(shelves, catalogue.books.length));

test('every reader gets as many as asked for, none that they own, each once, best first, each for a book of theirs', () => {
  for (const shelf of shelves) {
    const candidates = candidatesFor(model, shelf, 20);
    const books = candidates.map(({ book }) => book);
    const scores = candidates.map(({ score }) => score);
    assert.equal(new Set(books).size, 20);
    assert.ok(shelf.isDisjointFrom(new Set(books)), 'recommended what is owned');
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    for (const { because, score } of candidates) {
      assert.ok(score > 0 && because !== undefined && shelf.has(because));
    }
  }
});

test('weights add up, the largest gives the reason, and of equals the popular one comes first', () => {
  const byHand: Model = {
    offsets: Uint32Array.of(0, 2, 4, 4, 4, 4),
    others: Uint32Array.of(3, 2, 4, 2),
    weights: Float64Array.of(0.5, 0.25, 0.5, 0.375),
    popularity: Float64Array.of(0.1, 0.1, 0.1, 0.1, 0.2),
    popular: Uint32Array.of(4, 0, 1, 2, 3),
  };
  assert.deepEqual(candidatesFor(byHand, new Set([0, 1]), 10), [
    { book: 2, score: 0.3125, because: 1 },
    { book: 4, score: 0.25, because: 1 },
    { book: 3, score: 0.25, because: 0 },
  ]);
});

test('a book that the shelf speaks against is left to its popularity', () => {
  const against: Model = {
    offsets: Uint32Array.of(0, 2, 2, 2),
    others: Uint32Array.of(1, 2),
    weights: Float64Array.of(-0.5, 0.25),
    popularity: Float64Array.of(0.1, 0.9, 0.1),
    popular: Uint32Array.of(1, 0, 2),
  };
  assert.deepEqual(candidatesFor(against, new Set([0]), 3), [
    { book: 2, score: 0.25, because: 0 },
    { book: 1, score: 0 },
  ]);
});

test('who owns nothing gets what is popular; who owns all gets nothing', () => {
  const popular = candidatesFor(model, new Set(), 5);
  assert.equal(isPersonal(popular), false);
  const most = [...model.popularity].sort((a, b) => b - a).slice(0, 5);
  assert.deepEqual(
    popular.map(({ score }) => score),
    most,
  );
  assert.deepEqual(candidatesFor(model, new Set(catalogue.books.keys()), 5), []);
});

test('lovers of the gothic are mostly shown what is dark', () => {
  const dark = ['gothic', 'horror', 'mystery', 'crime'];
  const isDark = (book: Book) => book.subjects.some((subject) => dark.includes(subject));
  const lovers = shelves.filter((shelf) => {
    const gothic = booksOf(shelf).filter(({ subjects }) => subjects.includes('gothic'));
    return shelf.size >= 5 && gothic.length / shelf.size >= 0.5;
  });
  assert.ok(lovers.length >= 20, `${lovers.length} lovers of the gothic`);
  const shown = lovers.flatMap((shelf) => booksOf(candidatesFor(model, shelf, 10).map(({ book }) => book)));
  const share = shown.filter(isDark).length / shown.length;
  const usual = catalogue.books.filter(isDark).length / catalogue.books.length;
  assert.ok(share > 0.6, `${share.toFixed(2)} of what they are shown is dark, ${usual.toFixed(2)} of all`);
});

function booksOf(numbers: Iterable<number>): Book[] {
  return [...numbers].flatMap((number) => catalogue.books[number] ?? []);
}
