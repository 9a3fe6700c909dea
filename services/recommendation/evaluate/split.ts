import { packShelves, type Shelves } from '../model/model.ts';

/** Somebody took something to their liking. */
export type Interaction = { user: string; item: string /** Milliseconds since 1970. */; at: number };

/** What a model may learn from, and what it is to foresee. */
export type Split = {
  train: Shelves;
  /** For each reader whom training knows and who took something new later: their shelf, and the new books. */
  tests: { shelf: ReadonlySet<number>; later: ReadonlySet<number> }[];
  /** How many interactions each part has, and how many books were left out for being too unpopular. */
  counts: { train: number; test: number; itemsLeftOut: number };
};

export type SplitOptions = {
  /** The share of interactions, the earliest ones, to learn from. Default 0.8. */
  trainShare?: number;
  /** How many books to keep at most: those most taken in the first part. Default: all. */
  maxItems?: number;
};

/**
 * Splits at one instant for all, so that nothing is foreseen with the help of what came after it (Ji, Sun, Zhang and Li, "A
 * critical study on data leakage in recommender system offline evaluation", ACM TOIS 41, 2023). What comes at the very instant is
 * to be foreseen.
 */
export function splitByTime(
  interactions: readonly Interaction[],
  { trainShare = 0.8, maxItems = Number.POSITIVE_INFINITY }: SplitOptions = {},
): Split {
  const sorted = interactions.toSorted((a, b) => a.at - b.at);
  const instant = sorted[Math.floor(sorted.length * trainShare)]?.at ?? Number.POSITIVE_INFINITY;
  const first = sorted.findIndex(({ at }) => at >= instant);
  const earlier = first === -1 ? sorted : sorted.slice(0, first);
  const kept = mostTaken(earlier, maxItems);
  const numberOf = new Map(kept.map((item, number) => [item, number]));
  const shelves = collect(earlier, numberOf);
  const laterShelves = collect(sorted.slice(earlier.length), numberOf);
  const tests: Split['tests'] = [];
  for (const [user, books] of laterShelves) {
    const shelf = shelves.get(user);
    const later = shelf && books.difference(shelf);
    if (later && later.size > 0) tests.push({ shelf, later });
  }
  const train = packShelves(shelves.values(), kept.length);
  const all = new Set(earlier.map(({ item }) => item)).size;
  return {
    train,
    tests,
    counts: {
      train: train.books.length,
      test: tests.reduce((sum, { later }) => sum + later.size, 0),
      itemsLeftOut: all - kept.length,
    },
  };
}

/** The items by how often they were taken, ties by name, so that the order of the input makes no difference. */
function mostTaken(interactions: readonly Interaction[], limit: number): string[] {
  const counts = new Map<string, number>();
  for (const { item } of interactions) counts.set(item, (counts.get(item) ?? 0) + 1);
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return sorted.slice(0, limit).map(([item]) => item);
}

function collect(interactions: readonly Interaction[], numberOf: ReadonlyMap<string, number>) {
  const shelves = new Map<string, Set<number>>();
  for (const { user, item } of interactions) {
    const book = numberOf.get(item);
    if (book === undefined) continue;
    const shelf = shelves.get(user);
    if (shelf) shelf.add(book);
    else shelves.set(user, new Set([book]));
  }
  return shelves;
}
