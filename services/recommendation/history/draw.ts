import type { Random } from '@frontpage/shared/random.ts';

/** A number from `low` (inclusive) to `high` (exclusive), uniform. */
export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/**
 * An index, as likely as its weight is large; weights are at least 0. One draw, whatever the weights.
 * Throws a RangeError where no weight is above 0.
 */
export function pickIndex(random: Random, weights: Float64Array): number {
  let total = 0;
  for (let index = 0; index < weights.length; index++) total += weights[index] ?? 0;
  let rest = random() * total;
  let last = -1;
  for (let index = 0; index < weights.length; index++) {
    const weight = weights[index] ?? 0;
    if (weight <= 0) continue;
    last = index;
    rest -= weight;
    if (rest < 0) return index;
  }
  if (last === -1) throw new RangeError(`Nothing to pick from: none of ${weights.length} weights is above 0`);
  return last;
}

/** An item, as likely as its weight is large. Throws a RangeError where no weight is above 0. */
export function pick<Item>(random: Random, items: readonly Item[], weightOf: (item: Item) => number): Item {
  const weights = new Float64Array(items.length);
  for (const [index, item] of items.entries()) weights[index] = weightOf(item);
  const item = items[pickIndex(random, weights)];
  if (item === undefined) throw new RangeError('Nothing to pick from');
  return item;
}
