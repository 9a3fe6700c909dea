/** The last place on a page that is counted by itself. */
export const PLACES = 100;

/** How long it takes until an impression or a click counts half: a week. */
export const HALF_LIFE_MS = 7 * 86_400_000;

/** Nearly ten years: what lies so far apart was taken down by a clock that has been set since. */
const REACH = 500 * HALF_LIFE_MS;

/** Impressions and clicks as they count at one instant. */
export type Counts = {
  bookCount: number;
  /** The last place that has been counted at, from 1; 0 where nothing has. */
  deepest: number;
  /** Impressions of book `b` at place `k`, from 1: `impressions[b * PLACES + k - 1]`. */
  impressions: Float64Array;
  clicksByBook: Float64Array;
  clicksByPlace: Float64Array;
};

export type Tally = {
  impression(book: number, place: number, at: number): void;
  click(book: number, place: number, at: number): void;
  counts(at: number): Counts;
};

/**
 * Counts impressions and clicks by book and place; each counts half as much after HALF_LIFE_MS, a quarter after twice that.
 *
 * Nothing is ever decayed: what is new is written down larger instead, relative to `epoch`, and all is scaled when it is read.
 * A double reaches a thousand half-lives that way. Beyond REACH all is forgotten, and counting begins anew.
 */
export function createTally(bookCount: number, epoch: number): Tally {
  const impressions = new Float64Array(bookCount * PLACES);
  const clicksByBook = new Float64Array(bookCount);
  const clicksByPlace = new Float64Array(PLACES);
  let deepest = 0;
  let origin = epoch;
  const weightAt = (at: number) => 2 ** ((at - origin) / HALF_LIFE_MS);

  function restart(at: number): void {
    for (const sums of [impressions, clicksByBook, clicksByPlace]) sums.fill(0);
    origin = at;
  }

  return {
    impression(book, place, at) {
      if (at - origin > REACH) restart(at);
      deepest = Math.max(deepest, place);
      add(impressions, book * PLACES + place - 1, weightAt(at));
    },
    click(book, place, at) {
      if (at - origin > REACH) restart(at);
      deepest = Math.max(deepest, place);
      add(clicksByBook, book, weightAt(at));
      add(clicksByPlace, place - 1, weightAt(at));
    },
    counts(at) {
      if (Math.abs(at - origin) > REACH) restart(at);
      const scale = 1 / weightAt(at);
      const scaled = (sums: Float64Array) => sums.map((sum) => sum * scale);
      return {
        bookCount,
        deepest,
        impressions: scaled(impressions),
        clicksByBook: scaled(clicksByBook),
        clicksByPlace: scaled(clicksByPlace),
      };
    },
  };
}

function add(sums: Float64Array, index: number, weight: number): void {
  sums[index] = (sums[index] ?? 0) + weight;
}
