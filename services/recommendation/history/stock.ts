import type { Book } from '@frontpage/shared/contracts/book.ts';
import { createRandom } from '@frontpage/shared/random.ts';
import { suits, TASTES } from './tastes.ts';

/** What every reader finds in the shop. All numbers are per book, in the order of `books`. */
export interface Stock {
  books: readonly Book[];
  /** How well known a book is: what it sells to somebody without any taste. */
  fame: Float64Array;
  /** One row a taste, in the order of TASTES. */
  suitability: readonly (readonly number[])[];
  /** The indices of each known author's books, where there are two or more: only such an author can be followed. */
  authors: readonly (readonly number[])[];
}

const UNKNOWN_AUTHOR = 'Anonymous';

/** Looks over the books once, for all readers. A book's fame depends on the seed, its id and how many books its author has here. */
export function takeStock(books: readonly Book[], seed: number): Stock {
  const byAuthor = groupByAuthor(books);
  const fame = Float64Array.from(books, (book) => {
    const oeuvre = byAuthor.get(book.author)?.length ?? 1;
    return Math.sqrt(oeuvre) * longTail(createRandom(seed, 'fame', book.id)());
  });
  return {
    books,
    fame,
    suitability: TASTES.map((taste) => books.map((book) => suits(taste, book))),
    authors: [...byAuthor.values()].filter((indices) => indices.length > 1),
  };
}

function groupByAuthor(books: readonly Book[]): Map<string, number[]> {
  const byAuthor = new Map<string, number[]>();
  for (const [index, { author }] of books.entries()) {
    if (author === UNKNOWN_AUTHOR) continue;
    const indices = byAuthor.get(author);
    if (indices) indices.push(index);
    else byAuthor.set(author, [index]);
  }
  return byAuthor;
}

/** Pareto with exponent 2, from 1 to 4: most books are little known. */
function longTail(uniform: number): number {
  return 1 / Math.sqrt(1 - (15 / 16) * uniform);
}
