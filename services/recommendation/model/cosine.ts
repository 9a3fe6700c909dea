import { countOwners, type Model, rankByPopularity, type Shelves } from './model.ts';

export type CosineOptions = {
  /** How many neighbours a book keeps at most. Default 60. */
  neighbours?: number;
  /** How many common readers it takes for half of the cosine to count. Default 5; 0 trusts a single one. */
  shrinkage?: number;
};

/**
 * Learns which books have the same readers. Of two books with n and m readers, c of them in common, the weight is
 *
 *     c / sqrt(n m) · c / (c + shrinkage)
 *
 * Its first factor is the cosine of the two books' columns in the reader–book matrix (Sarwar, Karypis, Konstan and Riedl, "Item-based
 * collaborative filtering recommendation algorithms", WWW 2001; for purchases instead of ratings Deshpande and Karypis, "Item-based top-N
 * recommendation algorithms", ACM TOIS 22, 2004). The second discounts what few readers support (Koren, "Factorization meets the
 * neighborhood", KDD 2008, after Bell and Koren). A book's neighbours come most similar first, ties in order of number.
 */
export function trainCosine(
  shelves: Shelves,
  { neighbours: kept = 60, shrinkage = 5 }: CosineOptions = {},
): Model {
  const { bookCount } = shelves;
  const sizes = countOwners(shelves);
  const owners = ownersByBook(shelves, sizes);
  const common = new Uint32Array(bookCount);
  const offsets = new Uint32Array(bookCount + 1);
  const others: number[] = [];
  const weights: number[] = [];
  for (let book = 0; book < bookCount; book++) {
    countCommon(shelves, owners, book, common);
    const size = sizes[book] ?? 0;
    for (const { other, weight } of nearest(common, sizes, size, shrinkage).slice(0, kept)) {
      others.push(other);
      weights.push(weight);
    }
    offsets[book + 1] = others.length;
  }
  return {
    offsets,
    others: Uint32Array.from(others),
    weights: Float64Array.from(weights),
    ...rankByPopularity(shelves),
  };
}

type Owners = { offsets: Uint32Array; readers: Uint32Array };

/** The readers of each book, packed as shelves are. */
function ownersByBook({ offsets: shelfOffsets, books, bookCount }: Shelves, sizes: Uint32Array): Owners {
  const offsets = new Uint32Array(bookCount + 1);
  for (let book = 0; book < bookCount; book++) offsets[book + 1] = (offsets[book] ?? 0) + (sizes[book] ?? 0);
  const next = offsets.slice();
  const readers = new Uint32Array(books.length);
  for (let reader = 0; reader < shelfOffsets.length - 1; reader++) {
    for (let n = shelfOffsets[reader] ?? 0; n < (shelfOffsets[reader + 1] ?? 0); n++) {
      const book = books[n] ?? 0;
      const place = next[book] ?? 0;
      readers[place] = reader;
      next[book] = place + 1;
    }
  }
  return { offsets, readers };
}

/** Counts for every other book the readers that it has in common with this one. */
function countCommon({ offsets, books }: Shelves, owners: Owners, book: number, common: Uint32Array): void {
  common.fill(0);
  for (let k = owners.offsets[book] ?? 0; k < (owners.offsets[book + 1] ?? 0); k++) {
    const reader = owners.readers[k] ?? 0;
    for (let n = offsets[reader] ?? 0; n < (offsets[reader + 1] ?? 0); n++) {
      const other = books[n] ?? 0;
      common[other] = (common[other] ?? 0) + 1;
    }
  }
  common[book] = 0;
}

/** All books with a reader in common, most similar first. */
function nearest(common: Uint32Array, sizes: Uint32Array, size: number, shrinkage: number) {
  const found: { other: number; weight: number }[] = [];
  for (let other = 0; other < common.length; other++) {
    const count = common[other] ?? 0;
    if (count === 0) continue;
    const cosine = count / Math.sqrt(size * (sizes[other] ?? 0));
    found.push({ other, weight: (cosine * count) / (count + shrinkage) });
  }
  return found.sort((a, b) => b.weight - a.weight || a.other - b.other);
}
