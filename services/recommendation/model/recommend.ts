import type { Recommendation, Recommendations } from '@frontpage/shared/contracts/recommendations.ts';
import type { Model } from './cosine.ts';

/** A book that the reader lacks, and what speaks for it. */
interface Candidate {
  book: number;
  /** The sum of its similarities to the books on the shelf. */
  total: number;
  /** The largest of them, and the owned book it comes from. */
  most: number;
  because: number;
}

/**
 * The best `limit` books that the reader doesn't own, best first.
 *
 * For a reader with purchases the score is the mean similarity of a book to those on their shelf, 0 to 1, and the reason names the
 * one most like it; where too few books are like any of theirs, popular ones follow with score 0. For an unknown reader, or one whose
 * books are like no other, they are the popular ones, and the score is the share of readers who own the book. Equal scores
 * are ranked by popularity, then in catalogue order. Fewer than `limit` come back only where the reader owns nearly all.
 */
export function recommend(model: Model, reader: string, limit = 10): Recommendations {
  const shelf = model.shelves.get(reader) ?? [];
  const owned = new Set(shelf);
  const candidates = gatherCandidates(model, shelf, owned);
  if (candidates.length === 0) {
    const scoreOf = (book: number) => model.popularity[book] ?? 0;
    return { reader, basis: 'popularity', books: popularBooks(model, owned, limit, scoreOf) };
  }
  const best = candidates
    .sort((a, b) => b.total - a.total || byPopularity(model, a.book, b.book))
    .slice(0, limit);
  const books = best.flatMap((candidate) => explain(model, candidate, shelf.length));
  if (books.length < limit) {
    const seen = new Set([...shelf, ...best.map(({ book }) => book)]);
    books.push(...popularBooks(model, seen, limit - books.length, () => 0));
  }
  return { reader, basis: 'purchases', books };
}

function gatherCandidates(model: Model, shelf: readonly number[], owned: ReadonlySet<number>): Candidate[] {
  const byBook: (Candidate | undefined)[] = Array(model.books.length).fill(undefined);
  const candidates: Candidate[] = [];
  for (const because of shelf) {
    for (const { book, similarity } of model.neighbours[because] ?? []) {
      const candidate = byBook[book];
      if (candidate) {
        candidate.total += similarity;
        if (similarity <= candidate.most) continue;
        candidate.most = similarity;
        candidate.because = because;
      } else if (!owned.has(book)) {
        const found = { book, total: similarity, most: similarity, because };
        byBook[book] = found;
        candidates.push(found);
      }
    }
  }
  return candidates;
}

function explain(model: Model, { book, total, because }: Candidate, shelfSize: number): Recommendation[] {
  const recommended = model.books[book];
  const owned = model.books[because];
  if (!recommended || !owned) return [];
  return [{ book: recommended, reason: `because you bought ${owned.title}`, score: total / shelfSize }];
}

/** The most popular books but for the excepted ones. */
function popularBooks(
  model: Model,
  except: ReadonlySet<number>,
  limit: number,
  scoreOf: (book: number) => number,
): Recommendation[] {
  const chosen: Recommendation[] = [];
  for (const index of model.popular) {
    if (chosen.length === limit) break;
    const book = model.books[index];
    if (book && !except.has(index))
      chosen.push({ book, reason: 'popular with readers', score: scoreOf(index) });
  }
  return chosen;
}

function byPopularity({ popularity }: Model, a: number, b: number): number {
  return (popularity[b] ?? 0) - (popularity[a] ?? 0) || a - b;
}
