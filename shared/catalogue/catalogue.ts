import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Book, bookSchema } from '../contracts/book.ts';

/** The subjects that a book may have; the first one that a book lists is its main subject. */
export const subjects = [
  'adventure',
  'ancient',
  'children',
  'comedy',
  'crime',
  'drama',
  'economics',
  'epic',
  'essays',
  'fantasy',
  'gothic',
  'history',
  'historical-fiction',
  'horror',
  'humour',
  'manners',
  'mathematics',
  'memoir',
  'mystery',
  'myth',
  'nature',
  'philosophy',
  'poetry',
  'politics',
  'psychology',
  'religion',
  'romance',
  'satire',
  'science',
  'science-fiction',
  'sea',
  'short-stories',
  'social',
  'travel',
  'tragedy',
  'war',
] as const;

/** A row of the catalogue's file: a book, and the year its author died (null: anonymous), which never leaves the file. */
export const rowSchema = z.strictObject({
  ...bookSchema.shape,
  authorDied: z.int().nullable(),
  subjects: z.array(z.enum(subjects)).min(1).max(4),
});

/** The shop's books in the order of the file, by id, and by subject (only subjects that some book has). */
export type Catalogue = {
  books: readonly Book[];
  byId: ReadonlyMap<string, Book>;
  bySubject: ReadonlyMap<string, readonly Book[]>;
};

/** The catalogue's file can't be used; `faults` has one line for each fault, with the row it is in. */
export class CatalogueError extends Error {
  readonly faults: readonly string[];

  constructor(file: string, faults: readonly string[], options?: ErrorOptions) {
    const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
    super(`the catalogue ${file} has ${count}:\n  ${faults.join('\n  ')}`, options);
    this.name = 'CatalogueError';
    this.faults = faults;
  }
}

/** The catalogue that the shop sells from. */
export const catalogueFile = fileURLToPath(new URL('books.json', import.meta.url));

/**
 * Reads a catalogue and checks all of it. It reads synchronously: call it once, at start.
 *
 * @throws CatalogueError with a line a fault: the row (from 1), its id, the field, and what is wrong.
 */
export function loadCatalogue(file: string = catalogueFile): Catalogue {
  const rows = readRows(file);
  const faults = rows.flatMap(faultsOfRow);
  if (faults.length > 0) throw new CatalogueError(file, faults);
  const books = rows.map((row) => bookSchema.parse(row));
  const bySubject = new Map<string, Book[]>();
  for (const book of books) {
    for (const subject of book.subjects) bySubject.set(subject, [...(bySubject.get(subject) ?? []), book]);
  }
  return { books, byId: new Map(books.map((book) => [book.id, book])), bySubject };
}

function readRows(file: string): unknown[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CatalogueError(file, [cause instanceof Error ? cause.message : String(cause)], { cause });
  }
  if (!Array.isArray(content)) throw new CatalogueError(file, ['it takes an array of books']);
  return content;
}

function faultsOfRow(row: unknown, index: number, rows: readonly unknown[]): string[] {
  const id = idOf(row);
  const place = id === undefined ? `row ${index + 1}` : `row ${index + 1} (${id})`;
  const issues = rowSchema.safeParse(row).error?.issues ?? [];
  const faults = issues.map((issue) => `${place}: ${[...issue.path, issue.message].join(': ')}`);
  const first = id === undefined ? index : rows.findIndex((other) => idOf(other) === id);
  return first === index ? faults : [...faults, `${place}: id: already taken by row ${first + 1}`];
}

function idOf(row: unknown): string | undefined {
  return typeof row === 'object' && row !== null && 'id' in row ? String(row.id) : undefined;
}
