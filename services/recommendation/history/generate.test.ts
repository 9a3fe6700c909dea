import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { generateHistory, type History } from './generate.ts';

const catalogue = loadCatalogue();
const history = generateHistory(catalogue);

test('a small history is the same, to the byte, wherever it is made', () => {
  assert.equal(
    digest(generateHistory({ books: tinyShop() }, { readers: 50 })),
    'd670dce2065bec3ae42f1d79288ce32ddda798f48972ba6bf9241230adb27c5a',
  );
});

test('another process makes the same history', () => {
  const code = `
    import { generateHistory } from ${JSON.stringify(import.meta.resolve('./generate.ts'))};
    import { loadCatalogue } from ${JSON.stringify(import.meta.resolve('@frontpage/shared/catalogue/catalogue.ts'))};
    process.stdout.write(JSON.stringify(generateHistory(loadCatalogue())));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
    maxBuffer: 2 ** 26,
  });
  assert.equal(createHash('sha256').update(output).digest('hex'), digest(history));
});

test('another seed makes other people', () => {
  const other = generateHistory(catalogue, { seed: 2, readers: 20 });
  assert.notDeepEqual(other.readers, history.readers.slice(0, 20));
});

test('a history of fewer readers is part of one of more', () => {
  const fewer = generateHistory(catalogue, { readers: 100 });
  assert.deepEqual(fewer.readers, history.readers.slice(0, 100));
  assert.deepEqual(
    fewer.purchases,
    history.purchases.filter(({ reader }) => reader <= 'r0100'),
  );
});

test('2,400 readers buy 3 to 60 books each, none twice, all from the catalogue, most of them few', () => {
  const shelves = Map.groupBy(history.purchases, ({ reader }) => reader);
  assert.deepEqual(
    history.readers.map(({ id }) => id),
    Array.from({ length: 2400 }, (_, index) => `r${String(index + 1).padStart(4, '0')}`),
  );
  for (const { id } of history.readers) {
    const books = (shelves.get(id) ?? []).map(({ book }) => book);
    assert.ok(books.length >= 3 && books.length <= 60, `${id} bought ${books.length}`);
    assert.equal(new Set(books).size, books.length, `${id} bought a book twice`);
    for (const book of books) assert.ok(catalogue.byId.has(book), book);
  }
  const sizes = [...shelves.values()].map(({ length }) => length).sort((a, b) => a - b);
  assert.ok((sizes[1200] ?? 0) <= 8, `median ${sizes[1200]}`);
  assert.ok((sizes[2376] ?? 0) >= 40, `99th percentile ${sizes[2376]}`);
});

test('purchases come in order of time, within the two and a half years', () => {
  const instants = history.purchases.map(({ at }) => at);
  assert.deepEqual(instants, [...instants].sort());
  for (const at of instants) {
    assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    assert.ok(at >= '2024-01-01' && at < '2026-07-01', at);
  }
});

test('two books on a small shelf share their main subject, and their author, far more often than chance has it', () => {
  const shelves = Map.groupBy(history.purchases, ({ reader }) => reader);
  // Who buys dozens has soon bought all that their favourite author wrote.
  const small = [...shelves.values()].filter(({ length }) => length <= 10);
  const books = small.map((shelf) => shelf.flatMap(({ book }) => catalogue.byId.get(book) ?? []));
  const subject = alikeness(books, ({ subjects: [main = ''] }) => main);
  const author = alikeness(books, (book) => book.author);
  assert.ok(subject > 2, `main subject: ${subject.toFixed(2)} times chance`);
  assert.ok(author > 3, `author: ${author.toFixed(2)} times chance`);
});

test('most names are in Latin letters, some with diacritics, a few in Greek, Cyrillic, Han, kana or Hangul', () => {
  const share = (script: RegExp) => history.readers.filter(({ name }) => script.test(name)).length / 2400;
  assert.ok(share(/^\p{Script=Latin}/u) > 0.8);
  assert.ok(share(/[À-ÿĀ-ž]/u) > 0.2);
  for (const script of [
    /\p{Script=Greek}/u,
    /\p{Script=Cyrillic}/u,
    /\p{Script=Han}/u,
    /\p{Script=Hangul}/u,
  ]) {
    assert.ok(share(script) > 0 && share(script) < 0.1, String(script));
  }
  for (const { name } of history.readers) assert.equal(name, name.normalize('NFC').trim());
});

test('a shop with fewer books than a reader would buy is bought empty, and an empty one sells nothing', () => {
  const { purchases } = generateHistory({ books: tinyShop() }, { readers: 300 });
  const most = Math.max(
    ...Map.groupBy(purchases, ({ reader }) => reader)
      .values()
      .map(({ length }) => length),
  );
  assert.equal(most, tinyShop().length);
  assert.deepEqual(generateHistory({ books: [] }, { readers: 3 }).purchases, []);
});

function tinyShop(): Book[] {
  const subjects = ['gothic', 'sea', 'poetry', 'mystery'];
  return Array.from({ length: 12 }, (_, i) => ({
    id: `book-${i}`,
    title: `Book ${i}`,
    author: `Author ${i % 5}`,
    year: 1750 + 15 * i,
    subjects: [subjects[i % 4] ?? '', 'adventure'],
    priceCents: 490 + 100 * i,
  }));
}

function digest(value: History): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** How many times as many pairs of books on one shelf have the same key as if all books were dealt out at random. */
function alikeness(shelves: readonly (readonly Book[])[], keyOf: (book: Book) => string): number {
  let pairs = 0;
  let alike = 0;
  for (const shelf of shelves) {
    pairs += shelf.length * (shelf.length - 1);
    for (const { length } of Map.groupBy(shelf, keyOf).values()) alike += length * (length - 1);
  }
  const all = shelves.flat();
  const chance = Map.groupBy(all, keyOf)
    .values()
    .reduce((sum, { length }) => sum + (length / all.length) ** 2, 0);
  return alike / pairs / chance;
}
