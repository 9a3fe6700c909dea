import { setImmediate as nextTurn } from 'node:timers/promises';
import { createRandom, type Random } from '@frontpage/shared/random.ts';
import { blockLength } from './block-length.ts';

/** A difference in milliseconds, negative where the second is quicker, and the bounds of its interval; no bounds where there are too few pairs for one. */
export type Difference = { readonly ms: number; readonly low?: number; readonly high?: number };

/** What is compared: the mean, or the value that this share of all are not above. */
export type Statistic = 'mean' | number;

type Options = {
  readonly seed: number;
  /** How sure the interval is to hold the true difference. */
  readonly level?: number;
};

/** Pairs beyond a percentile that an interval for it needs at least, on both sides. */
const ENOUGH_BEYOND = 5;
/** Draws in all, so that many pairs mean fewer resamples; within these bounds. */
const DRAWS = 5_000_000;
const FEWEST_RESAMPLES = 200;
const MOST_RESAMPLES = 1000;
/** How long the event loop is kept, in milliseconds. */
const TURN = 10;

/**
 * The difference `b - a` of each statistic over the pairs in which both are numbers, with percentile intervals from a bootstrap that resamples
 * whole pairs (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13), in blocks where neighbours depend on each other
 * (circular blocks: Politis and Romano, 1992). Decided entirely by the values and the seed.
 */
export async function pairedDifferences(
  a: Float64Array,
  b: Float64Array,
  statistics: readonly Statistic[],
  { seed, level = 0.95 }: Options,
): Promise<{ pairs: number; block: number; differences: Difference[] }> {
  const paired = Uint32Array.from(a.keys()).filter((i) => Number.isFinite(a[i]) && Number.isFinite(b[i]));
  const [first, second] = [sorted(a, paired), sorted(b, paired)];
  const pairs = paired.length;
  const block = Math.max(...[a, b].map((of) => blockLength(Float64Array.from(paired, (i) => of[i] ?? 0))));
  const once = new Uint32Array(pairs).fill(1);
  const difference = (weights: Uint32Array, statistic: Statistic) =>
    statisticOf(second, weights, statistic) - statisticOf(first, weights, statistic);

  const resampled = statistics.map(() => [] as number[]);
  const resamples = Math.min(
    MOST_RESAMPLES,
    Math.max(FEWEST_RESAMPLES, Math.floor(DRAWS / Math.max(1, pairs))),
  );
  const random = createRandom('bootstrap', seed);
  let turn = performance.now();
  for (let n = 0; n < resamples && pairs > 0; n += 1) {
    const weights = drawBlocks(pairs, block, random);
    for (const [k, statistic] of statistics.entries()) resampled[k]?.push(difference(weights, statistic));
    if (performance.now() - turn < TURN) continue;
    await nextTurn();
    turn = performance.now();
  }
  const differences = statistics.map((statistic, k) => {
    const ms = difference(once, statistic);
    return isEnough(pairs, statistic) ? { ms, ...interval(resampled[k] ?? [], level) } : { ms };
  });
  return { pairs, block, differences };
}

/** How often each pair is drawn, when as many as there are are drawn in blocks of consecutive ones; the first follows the last. */
function drawBlocks(pairs: number, block: number, random: Random): Uint32Array {
  const weights = new Uint32Array(pairs);
  for (let drawn = 0; drawn < pairs; ) {
    const first = Math.floor(random() * pairs);
    for (let k = 0; k < block && drawn < pairs; k += 1, drawn += 1) {
      const pair = (first + k) % pairs;
      weights[pair] = (weights[pair] ?? 0) + 1;
    }
  }
  return weights;
}

/** Values in ascending order, and the pair that each is of. */
type Sorted = { readonly values: Float64Array; readonly pair: Uint32Array };

function sorted(values: Float64Array, paired: Uint32Array): Sorted {
  const own = Float64Array.from(paired, (i) => values[i] ?? Number.NaN);
  const pair = Uint32Array.from(own.keys()).sort((i, j) => (own[i] ?? 0) - (own[j] ?? 0));
  return { values: Float64Array.from(pair, (i) => own[i] ?? Number.NaN), pair };
}

// Plain loops: this runs a thousand times for each statistic.
function statisticOf({ values, pair }: Sorted, weights: Uint32Array, statistic: Statistic): number {
  const rank = statistic === 'mean' ? Infinity : Math.max(1, Math.ceil(statistic * values.length));
  let seen = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    const weight = weights[pair[i] ?? 0] ?? 0;
    const value = values[i] ?? Number.NaN;
    seen += weight;
    sum += value * weight;
    if (seen >= rank) return value;
  }
  return sum / values.length;
}

function isEnough(pairs: number, statistic: Statistic): boolean {
  const rarer = statistic === 'mean' ? 0.5 : Math.min(statistic, 1 - statistic);
  // A product such as 500 * (1 - 0.99) misses 5 by a few units in the last place.
  return pairs * rarer >= ENOUGH_BEYOND - 1e-6;
}

function interval(values: readonly number[], level: number): { low: number; high: number } {
  const ascending = values.toSorted((x, y) => x - y);
  const at = (q: number) =>
    ascending[Math.min(ascending.length - 1, Math.floor(q * ascending.length))] ?? Number.NaN;
  return { low: at((1 - level) / 2), high: at((1 + level) / 2) };
}
