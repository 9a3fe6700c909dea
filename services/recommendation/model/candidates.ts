import type { Model } from './model.ts';

/** A book that a reader lacks, and what speaks for it. */
export type Candidate = {
  book: number;
  score: number;
  /** The owned book that speaks for it most; none where only its popularity does. */
  because?: number;
};

/**
 * The `limit` books that speak to the owner of this shelf most, best first, none of them on it.
 *
 * The score is the mean weight from the books on the shelf. Only books above 0 count; where they are too few, popular ones follow with
 * score 0. For an empty shelf, or one that speaks for no book, all are popular ones, and the score is the share of readers who own the
 * book. Equal scores are ranked by popularity, then in order of number.
 */
export function candidatesFor(model: Model, shelf: ReadonlySet<number>, limit: number): Candidate[] {
  const liked = likedBy(model, shelf);
  if (liked.length === 0) return popularOnes(model, shelf, limit, (book) => model.popularity[book] ?? 0);
  const { popularity } = model;
  const best = liked
    .sort(
      (a, b) => b.score - a.score || (popularity[b.book] ?? 0) - (popularity[a.book] ?? 0) || a.book - b.book,
    )
    .slice(0, limit);
  if (best.length === limit) return best;
  const seen = new Set([...shelf, ...best.map(({ book }) => book)]);
  return [...best, ...popularOnes(model, seen, limit - best.length, () => 0)];
}

/** Whether anything on the shelf says more than popularity does. */
export function isPersonal(candidates: readonly Candidate[]): boolean {
  return candidates[0]?.because !== undefined;
}

function likedBy({ offsets, others, weights, popularity }: Model, shelf: ReadonlySet<number>): Candidate[] {
  const totals = new Float64Array(popularity.length);
  const most = new Float64Array(popularity.length);
  const because = new Uint32Array(popularity.length);
  for (const owned of shelf) {
    for (let n = offsets[owned] ?? 0; n < (offsets[owned + 1] ?? 0); n++) {
      const book = others[n] ?? 0;
      const weight = weights[n] ?? 0;
      totals[book] = (totals[book] ?? 0) + weight;
      if (weight <= (most[book] ?? 0)) continue;
      most[book] = weight;
      because[book] = owned;
    }
  }
  const liked: Candidate[] = [];
  for (let book = 0; book < totals.length; book++) {
    const total = totals[book] ?? 0;
    if (total > 0 && !shelf.has(book))
      liked.push({ book, score: total / shelf.size, because: because[book] ?? 0 });
  }
  return liked;
}

function popularOnes(
  { popular }: Model,
  except: ReadonlySet<number>,
  limit: number,
  scoreOf: (book: number) => number,
): Candidate[] {
  const chosen: Candidate[] = [];
  for (const book of popular) {
    if (chosen.length === limit) break;
    if (!except.has(book)) chosen.push({ book, score: scoreOf(book) });
  }
  return chosen;
}
