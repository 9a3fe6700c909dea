import type { Split } from './split.ts';

/** Ranks the best `limit` books that aren't on a shelf, best first. `reader` numbers whom it is for. */
export type Ranker = (shelf: ReadonlySet<number>, limit: number, reader: number) => readonly number[];

/** How good a ranking's first books are, over all readers of the test part. All from 0 to 1. */
export type Quality = {
  /** The share of readers of whose later books at least one is there. */
  hitRate: number;
  /**
   * The mean of the normalised discounted cumulative gain: a later book at rank r gains 1 / log2(r + 1), relative to the
   * best possible ranking (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20, 2002).
   */
  ndcg: number;
  /** The share of all books that are shown to anybody. */
  coverage: number;
};

/** Measures a ranker by the first `limit` books (10 unless said) that it gives each reader. */
export function measure({ tests, train }: Split, rank: Ranker, limit = 10): Quality {
  const shown = new Set<number>();
  let hits = 0;
  let ndcg = 0;
  for (const [number, { shelf, later }] of tests.entries()) {
    const ranking = rank(shelf, limit, number);
    for (const book of ranking) shown.add(book);
    if (ranking.some((book) => later.has(book))) hits++;
    ndcg += gainOf(ranking, later) / bestGain(Math.min(limit, later.size));
  }
  const readers = Math.max(1, tests.length);
  return {
    hitRate: hits / readers,
    ndcg: ndcg / readers,
    coverage: shown.size / Math.max(1, train.bookCount),
  };
}

function gainOf(ranking: readonly number[], wanted: ReadonlySet<number>): number {
  return ranking.reduce((sum, book, index) => sum + (wanted.has(book) ? 1 / Math.log2(index + 2) : 0), 0);
}

function bestGain(count: number): number {
  let gain = 0;
  for (let index = 0; index < count; index++) gain += 1 / Math.log2(index + 2);
  return gain;
}
