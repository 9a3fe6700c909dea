import type { Random } from '@frontpage/shared/random.ts';
import { between, pick, pickIndex } from './draw.ts';
import type { Stock } from './stock.ts';
import { PERIODS, type Period, TASTES } from './tastes.ts';

/** What one reader is like. Everything that they buy follows from it, but for the odd impulse. */
export interface Persona {
  /** The main taste first. `share` sums to 1. */
  tastes: readonly { index: number; share: number }[];
  /** How well each book suits the tastes. */
  suitability: Float64Array;
  /** None to two authors whom this reader follows: book indices. */
  authors: readonly (readonly number[])[];
  /** How much more likely a book by one of them is. */
  devotion: number;
  period: Period;
  /** 0: money is no object; 1: a book at twice the price is half as likely. */
  thrift: number;
  /** How many books they buy. */
  activity: number;
}

const LEAST_ACTIVITY = 3;
const MOST_ACTIVITY = 60;
const SHARES = Float64Array.from(TASTES, (taste) => taste.share);
/** How likely a book is from outside the favourite period, relative to one within it. */
const OTHER_PERIOD = 0.3;
/** A typical price: where thrift neither attracts nor deters. */
const USUAL_PRICE_CENTS = 990;

/** One person, decided by the random source. */
export function drawPersona(random: Random, stock: Stock): Persona {
  const tastes = drawTastes(random);
  const suitability = suitabilityOf(tastes, stock);
  return {
    tastes,
    suitability,
    authors: drawAuthors(random, stock, suitability),
    devotion: between(random, 3, 12),
    period: pick(random, PERIODS, (period) => period.share),
    thrift: random(),
    activity: drawActivity(random),
  };
}

/** For each book, how likely this person is to take it from the shop, relative to the others. */
export function appealOf(persona: Persona, stock: Stock): Float64Array {
  const followed = new Set(persona.authors.flat());
  const appeal = new Float64Array(stock.books.length);
  for (const [index, suitability] of persona.suitability.entries()) {
    const book = stock.books[index];
    if (suitability === 0 || !book) continue;
    const devotion = followed.has(index) ? persona.devotion : 1;
    const inPeriod = book.year >= persona.period.from && book.year < persona.period.until;
    const dearness = book.priceCents / USUAL_PRICE_CENTS;
    const price = 1 / (1 - persona.thrift + persona.thrift * dearness);
    // Squared, so that a book at the heart of a taste stands out from the many at its edge.
    appeal[index] =
      suitability * suitability * devotion * (inPeriod ? 1 : OTHER_PERIOD) * price * (stock.fame[index] ?? 1);
  }
  return appeal;
}

/** A main taste, a second one that weighs 0.2 to 0.6 of it, and with every third person a faint third. */
function drawTastes(random: Random): Persona['tastes'] {
  const shares = SHARES.slice();
  const drawn: { index: number; share: number }[] = [];
  for (const share of [1, between(random, 0.2, 0.6), Math.max(0, between(random, -0.4, 0.2))]) {
    const index = pickIndex(random, shares);
    shares[index] = 0;
    if (share > 0) drawn.push({ index, share });
  }
  const total = drawn.reduce((sum, { share }) => sum + share, 0);
  return drawn.map(({ index, share }) => ({ index, share: share / total }));
}

/** One or two authors, likelier the more of their books suit the reader; none where no author with two books does. */
function drawAuthors(
  random: Random,
  stock: Stock,
  suitability: Float64Array,
): readonly (readonly number[])[] {
  const weights = new Float64Array(stock.authors.length);
  for (const [author, books] of stock.authors.entries()) {
    let weight = 0;
    for (const index of books) weight += suitability[index] ?? 0;
    weights[author] = weight;
  }
  const drawn: (readonly number[])[] = [];
  const wanted = random() < 0.5 ? 1 : 2;
  while (drawn.length < wanted && weights.some((weight) => weight > 0)) {
    const chosen = pickIndex(random, weights);
    weights[chosen] = 0;
    drawn.push(stock.authors[chosen] ?? []);
  }
  return drawn;
}

/** Pareto with exponent 1, cut off: half of all people buy 3 to 5 books, one in twenty more than 30. */
function drawActivity(random: Random): number {
  const cut = 1 - LEAST_ACTIVITY / (MOST_ACTIVITY + 1);
  return Math.floor(LEAST_ACTIVITY / (1 - cut * random()));
}

/** How well each book suits these tastes. */
function suitabilityOf(tastes: Persona['tastes'], stock: Stock): Float64Array {
  const sums = new Float64Array(stock.books.length);
  for (const { index, share } of tastes) {
    const row = stock.suitability[index] ?? [];
    for (let book = 0; book < sums.length; book++) sums[book] = (sums[book] ?? 0) + share * (row[book] ?? 0);
  }
  return sums;
}
