import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { z } from 'zod';
import { CatalogueError, catalogueFile, loadCatalogue, rowSchema, subjects } from './catalogue.ts';

const catalogue = loadCatalogue();
const rows = z.array(rowSchema).parse(JSON.parse(readFileSync(catalogueFile, 'utf8')));

test('every book is in the public domain: published before 1931, its author dead before 1956', () => {
  for (const { id, year, author, authorDied } of rows) {
    assert.ok(year < 1931, `${id} was published in ${year}`);
    assert.equal(
      authorDied === null,
      author === 'Anonymous',
      `${id}: only the anonymous have no year of death`,
    );
    assert.ok(authorDied === null || authorDied < 1956, `the author of ${id} died in ${authorDied}`);
  }
});

test('an author died in one year only', () => {
  const died = new Map<string, number | null>();
  for (const { id, author, authorDied } of rows) {
    assert.equal(authorDied, died.get(author) ?? authorDied, `${author} in ${id}`);
    died.set(author, authorDied);
  }
});

test('there are at least 300 books, in order of id, none of them twice', () => {
  const ids = rows.map(({ id }) => id);
  assert.ok(rows.length >= 300, `${rows.length} books`);
  assert.deepEqual(ids, [...new Set(ids)].sort());
  assert.equal(new Set(rows.map(({ title, author }) => `${title} by ${author}`)).size, rows.length);
});

test('every subject has at least 6 books, and no book has a subject twice', () => {
  for (const subject of subjects) {
    const count = catalogue.bySubject.get(subject)?.length ?? 0;
    assert.ok(count >= 6, `${subject} has ${count}`);
  }
  for (const book of rows) assert.equal(new Set(book.subjects).size, book.subjects.length, book.id);
});

test('prices are from 3.90 to 24.90 euro and end in 00, 50 or 90', () => {
  for (const { id, priceCents } of rows) {
    assert.ok(priceCents >= 390 && priceCents <= 2490, `${id} costs ${priceCents}`);
    assert.ok([0, 50, 90].includes(priceCents % 100), `${id} costs ${priceCents}`);
  }
});

test('books are found in order, by id and by subject, without what only the file needs', () => {
  const expected = {
    id: 'persuasion',
    title: 'Persuasion',
    author: 'Jane Austen',
    year: 1817,
    subjects: ['manners', 'romance'],
    priceCents: rows.find(({ id }) => id === 'persuasion')?.priceCents,
  };
  const book = catalogue.byId.get('persuasion');
  assert.deepEqual(book, expected);
  assert.equal(catalogue.byId.size, rows.length);
  assert.deepEqual(
    catalogue.books.map(({ id }) => id),
    rows.map(({ id }) => id),
  );
  for (const subject of subjects) {
    const having = catalogue.books.filter((other) => other.subjects.includes(subject));
    assert.deepEqual(catalogue.bySubject.get(subject), having, subject);
  }
});

test('a faulty file is refused: each fault with its row, its id and the field', (t) => {
  const [first, second, third] = rows;
  const file = temporaryFile(
    t,
    JSON.stringify([
      { ...first, subjects: ['cookery'] },
      { ...second, year: '1843', pages: 80 },
      { ...third, id: second?.id },
      'a book',
    ]),
  );
  const error = errorOf(file);
  assert.match(error.message, new RegExp(`^the catalogue ${RegExp.escape(file)} has 5 faults:\n`));
  const expected = [
    `row 1 (${first?.id}): subjects: 0: Invalid option: `,
    `row 2 (${second?.id}): year: Invalid input: `,
    `row 2 (${second?.id}): Unrecognized key: "pages"`,
    `row 3 (${second?.id}): id: already taken by row 2`,
    'row 4: Invalid input: ',
  ];
  assert.deepEqual(
    error.faults.map((fault, index) => fault.slice(0, expected[index]?.length)),
    expected,
  );
});

test('a file that is missing, is no JSON or holds no list is named', (t) => {
  const missing = errorOf(join(tmpdir(), 'frontpage-no-such-catalogue.json'));
  assert.match(missing.message, /frontpage-no-such-catalogue\.json has a fault:\n {2}ENOENT/);
  assert.ok(missing.cause instanceof Error);
  assert.match(errorOf(temporaryFile(t, '[{')).message, /books\.json has a fault:\n {2}.*JSON/);
  assert.deepEqual(errorOf(temporaryFile(t, '{}')).faults, ['it takes an array of books']);
});

function errorOf(file: string): CatalogueError {
  try {
    loadCatalogue(file);
  } catch (error) {
    assert.ok(error instanceof CatalogueError);
    return error;
  }
  assert.fail(`${file} was accepted`);
}

function temporaryFile(t: TestContext, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'frontpage-catalogue-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'books.json');
  writeFileSync(file, content);
  return file;
}
