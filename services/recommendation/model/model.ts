/**
 * Who owns which books: reader `r` owns `books[offsets[r]]` up to `books[offsets[r + 1]]`, exclusive, each once. Books
 * are numbered from 0 up to `bookCount`. Plain data: it can be handed to another thread.
 */
export type Shelves = {
  bookCount: number;
  offsets: Uint32Array<ArrayBuffer>;
  books: Uint32Array<ArrayBuffer>;
};

/**
 * What was learnt: how much owning one book speaks for another. Owning book `i` adds `weights[n]` to the score of book
 * `others[n]`, for `n` from `offsets[i]` up to `offsets[i + 1]`, exclusive; a weight may be negative. Plain data, as above.
 */
export type Model = {
  offsets: Uint32Array<ArrayBuffer>;
  others: Uint32Array<ArrayBuffer>;
  weights: Float64Array<ArrayBuffer>;
  /** For each book the share of readers who own it, 0 to 1. */
  popularity: Float64Array<ArrayBuffer>;
  /** All books, the most popular first, ties in order of number. */
  popular: Uint32Array<ArrayBuffer>;
};

/** A way to learn. The order of the readers makes no difference. */
export type TrainModel = (shelves: Shelves) => Model;

/** Packs one list of books a reader. */
export function packShelves(lists: Iterable<Iterable<number>>, bookCount: number): Shelves {
  const offsets = [0];
  const books: number[] = [];
  for (const list of lists) {
    for (const book of list) books.push(book);
    offsets.push(books.length);
  }
  return { bookCount, offsets: Uint32Array.from(offsets), books: Uint32Array.from(books) };
}

/** How many readers own each book. */
export function countOwners({ books, bookCount }: Shelves): Uint32Array<ArrayBuffer> {
  const owners = new Uint32Array(bookCount);
  for (const book of books) owners[book] = (owners[book] ?? 0) + 1;
  return owners;
}

/** The part of a model that every way to learn has: how popular the books are. */
export function rankByPopularity(shelves: Shelves): Pick<Model, 'popularity' | 'popular'> {
  const owners = countOwners(shelves);
  const readers = Math.max(1, shelves.offsets.length - 1);
  const popular = owners.map((_, book) => book).sort((a, b) => (owners[b] ?? 0) - (owners[a] ?? 0) || a - b);
  return { popularity: Float64Array.from(owners, (count) => count / readers), popular };
}

/** What a model's memory consists of, to be handed over rather than copied. */
export function buffersOf({ offsets, others, weights, popularity, popular }: Model): ArrayBuffer[] {
  return [offsets, others, weights, popularity, popular].map(({ buffer }) => buffer);
}
