import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { recommendationsSchema } from '@frontpage/shared/contracts/recommendations.ts';
import { generateHistory } from '../history/generate.ts';
import { type Model, trainModel } from './cosine.ts';
import { recommend } from './recommend.ts';

const catalogue = loadCatalogue();
const { readers, purchases } = generateHistory(catalogue);
const model = trainModel(purchases, catalogue);

test('every reader gets as many as they ask for, none that they own, each once, best first, each for a book of theirs', () => {
  for (const { id } of readers) {
    const owned = shelfOf(model, id);
    const answer = recommend(model, id, 20);
    const ids = answer.books.map(({ book }) => book.id);
    const scores = answer.books.map(({ score }) => score);
    assert.equal(answer.basis, 'purchases');
    assert.equal(new Set(ids).size, 20);
    assert.deepEqual(
      scores,
      scores.toSorted((a, b) => b - a),
    );
    assert.ok(
      owned.every((book) => !ids.includes(book.id)),
      `${id} is recommended what they own`,
    );
    for (const { reason, score } of answer.books) {
      assert.ok(score > 0 && score <= 1, `score ${score}`);
      assert.ok(
        owned.some(({ title }) => reason === `because you bought ${title}`),
        `${id}: ${reason}`,
      );
    }
  }
});

test('similarities add up, the largest gives the reason, and of equals the popular one comes first', () => {
  const books = catalogue.books.slice(0, 5);
  const [, owned, sum, lesser, popular] = books.map(({ title }) => title);
  const byHand: Model = {
    books,
    neighbours: [
      [
        { book: 3, similarity: 0.5 },
        { book: 2, similarity: 0.25 },
      ],
      [
        { book: 4, similarity: 0.5 },
        { book: 2, similarity: 0.375 },
      ],
      [],
      [],
      [],
    ],
    popularity: [0.1, 0.1, 0.1, 0.1, 0.2],
    popular: [4, 0, 1, 2, 3],
    shelves: new Map([['r1', [0, 1]]]),
  };
  const answer = recommend(byHand, 'r1').books;
  assert.deepEqual(
    answer.map(({ book, score }) => [book.title, score]),
    [
      [sum, 0.3125],
      [popular, 0.25],
      [lesser, 0.25],
    ],
  );
  assert.equal(answer[0]?.reason, `because you bought ${owned}`);
});

test('the limit is respected, 10 unless said, and a shorter list begins the longer one', () => {
  const ten = recommend(model, 'r0001').books;
  assert.equal(ten.length, 10);
  assert.deepEqual(recommend(model, 'r0001', 1).books, ten.slice(0, 1));
  assert.deepEqual(recommend(model, 'r0001', 50).books.slice(0, 10), ten);
});

test('an unknown reader gets what is popular, marked as such', () => {
  const answer = recommendationsSchema.parse(recommend(model, 'nobody', 5));
  assert.equal(answer.basis, 'popularity');
  const best = [...model.popularity].sort((a, b) => b - a).slice(0, 5);
  assert.deepEqual(
    answer.books.map(({ score }) => score),
    best,
  );
  assert.ok(answer.books.every(({ reason }) => reason === 'popular with readers'));
});

test('where few books are like theirs, popular ones follow; who owns all gets nothing', () => {
  const books = catalogue.books.slice(0, 5);
  const [a, b, c, d, e] = books.map(({ id }) => id) as [string, string, string, string, string];
  const sold = [
    ['r1', a],
    ['r2', a],
    ['r2', b],
    ['r3', d],
    ['r4', d],
    ['r5', c],
  ];
  const small = trainModel(
    sold.map(([reader = '', book = '']) => ({ reader, book })),
    { books },
  );
  const { basis, books: answer } = recommend(small, 'r1');
  assert.equal(basis, 'purchases');
  assert.deepEqual(
    answer.map(({ book }) => book.id),
    [b, d, c, e],
  );
  assert.deepEqual(
    answer.slice(1).map(({ score, reason }) => [score, reason]),
    Array(3).fill([0, 'popular with readers']),
  );
  const lonely = recommend(small, 'r5');
  assert.equal(lonely.basis, 'popularity');
  assert.deepEqual(
    lonely.books.map(({ book }) => book.id),
    [a, d, b, e],
  );
  const everything = trainModel(
    books.map(({ id }) => ({ reader: 'all', book: id })),
    { books },
  );
  assert.deepEqual(recommend(everything, 'all').books, []);
});

test('lovers of the gothic are mostly shown what is dark', () => {
  const dark = ['gothic', 'horror', 'mystery', 'crime'];
  const isDark = (book: Book) => book.subjects.some((subject) => dark.includes(subject));
  const lovers = readers.filter(({ id }) => {
    const shelf = shelfOf(model, id);
    return (
      shelf.length >= 5 &&
      shelf.filter(({ subjects }) => subjects.includes('gothic')).length / shelf.length >= 0.5
    );
  });
  assert.ok(lovers.length >= 20, `${lovers.length} lovers of the gothic`);
  const shown = lovers.flatMap(({ id }) => recommend(model, id).books);
  const share = shown.filter(({ book }) => isDark(book)).length / shown.length;
  const usual = catalogue.books.filter(isDark).length / catalogue.books.length;
  assert.ok(
    share > 0.6,
    `${share.toFixed(2)} of what they are shown is dark, ${usual.toFixed(2)} of the catalogue`,
  );
});

test('who keeps to an author is shown another book by them far more often than chance has it', () => {
  let shown = 0;
  let byChance = 0;
  for (const { id } of readers) {
    const shelf = shelfOf(model, id);
    for (const [author, owned] of Map.groupBy(shelf, (book) => book.author)) {
      const left = catalogue.books.filter((book) => book.author === author).length - owned.length;
      if (owned.length < 3 || owned.length / shelf.length < 0.4 || left === 0) continue;
      if (recommend(model, id).books.some(({ book }) => book.author === author)) shown++;
      byChance += 1 - missChance(catalogue.books.length - shelf.length, left, 10);
    }
  }
  assert.ok(shown >= 30, `${shown} readers`);
  assert.ok(shown > 4 * byChance, `${shown} readers, by chance ${byChance.toFixed(1)}`);
});

test('the last book that each reader bought is among the ten far more often than among the ten most popular', () => {
  const last = new Map(purchases.map((purchase) => [purchase.reader, purchase]));
  const before = trainModel(
    purchases.filter((purchase) => last.get(purchase.reader) !== purchase),
    catalogue,
  );
  let hits = 0;
  let popularHits = 0;
  for (const { reader, book } of last.values()) {
    if (recommend(before, reader).books.some((shown) => shown.book.id === book)) hits++;
    if (mostPopular(before, reader).includes(book)) popularHits++;
  }
  assert.ok(hits > 1.5 * popularHits, `${hits} of ${last.size} hits, popularity ${popularHits}`);
});

function shelfOf({ shelves, books }: Model, reader: string): Book[] {
  return (shelves.get(reader) ?? []).flatMap((index) => books[index] ?? []);
}

/** The ten books that most readers own, but for those that this one does. */
function mostPopular(trained: Model, reader: string): string[] {
  const owned = new Set(shelfOf(trained, reader));
  const unowned = recommend(trained, 'nobody', trained.books.length).books.filter(
    ({ book }) => !owned.has(book),
  );
  return unowned.slice(0, 10).map(({ book }) => book.id);
}

/** The probability that `draws` books out of `all`, drawn without putting back, are none of the `wanted` ones. */
function missChance(all: number, wanted: number, draws: number): number {
  let chance = 1;
  for (let i = 0; i < draws; i++) chance *= (all - wanted - i) / (all - i);
  return chance;
}
