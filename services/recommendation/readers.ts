import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Reader, Readers } from '@frontpage/shared/contracts/readers.ts';
import { UNKNOWN_READER } from '@frontpage/shared/contracts/recommendations.ts';
import { packShelves, type Shelves } from './model/model.ts';

type Purchase = { book: number; at: number };

export type ReaderDirectory = {
  setNames(names: ReadonlyMap<string, string>): void;
  /** Puts a book, by its number, on a reader's shelf. */
  take(reader: string, purchase: Purchase): void;
  /** The books that a reader owns; empty for one who is unknown. */
  shelfOf(reader: string): ReadonlySet<number>;
  /** All shelves, for training. */
  shelves(): Shelves;
  /** A reader with all purchases, the latest first; undefined for one who is unknown. */
  find(id: string): Reader | undefined;
  /** The first `limit` of those who have bought something, by id. */
  list(limit: number): Readers;
  counts(): { readers: number; purchases: number };
};

const NOTHING: ReadonlySet<number> = new Set();

/** Who has bought what, in memory. Nobody has a shelf as UNKNOWN_READER, who stands for many. */
export function createReaderDirectory({ books }: Pick<Catalogue, 'books'>): ReaderDirectory {
  const shelves = new Map<string, Set<number>>();
  const bought = new Map<string, Purchase[]>();
  let names: ReadonlyMap<string, string> = new Map();
  let purchases = 0;
  const nameOf = (id: string) => names.get(id) ?? id;

  return {
    setNames(given) {
      names = given;
    },
    take(reader, purchase) {
      if (reader === UNKNOWN_READER) return;
      purchases++;
      entry(shelves, reader, () => new Set<number>()).add(purchase.book);
      entry(bought, reader, (): Purchase[] => []).push(purchase);
    },
    shelfOf: (reader) => shelves.get(reader) ?? NOTHING,
    shelves: () => packShelves(shelves.values(), books.length),
    find(id) {
      const own = bought.get(id);
      if (!own && !names.has(id)) return undefined;
      const latestFirst = (own ?? []).toSorted((a, b) => b.at - a.at);
      return {
        id,
        name: nameOf(id),
        purchases: latestFirst.flatMap(({ book: number, at }) => {
          const book = books[number];
          return book ? [{ book, at: new Date(at).toISOString() }] : [];
        }),
      };
    },
    list(limit) {
      const ids = [...shelves.keys()].sort().slice(0, limit);
      return {
        readers: ids.map((id) => ({ id, name: nameOf(id), books: shelves.get(id)?.size ?? 0 })),
        total: shelves.size,
      };
    },
    counts: () => ({ readers: shelves.size, purchases }),
  };
}

function entry<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
