/** Each bucket is this much wider than the one before: quantiles are at most 5 percent too high. */
const GROWTH = 1.05;
/** The upper edge of the first bucket, in milliseconds; the last one begins beyond a minute. */
const FIRST = 0.5;
const BUCKETS = 1 + Math.ceil(Math.log(60_000 / FIRST) / Math.log(GROWTH));

export type LatencyHistogram = {
  record(ms: number): void;
  /** An upper bound of the quantile, in milliseconds; undefined until enough was recorded. */
  quantile(q: number): number | undefined;
};

/**
 * The latencies of late, in buckets of logarithmic width, each count decaying exponentially: what was recorded one
 * `halfLife` ago counts half. So a quantile follows the upstream as it changes, without a list of samples.
 *
 * @param halfLife in milliseconds
 * @param enough how much weight must have been recorded before a quantile means something
 * @param now a clock in milliseconds that never goes back
 */
export function latencyHistogram(
  { halfLife, enough }: { halfLife: number; enough: number },
  now: () => number = () => performance.now(),
): LatencyHistogram {
  const weights = new Float64Array(BUCKETS);
  let total = 0;
  let since = now();

  // Instead of shrinking all that is old, what is new weighs more; before that grows too large, the scale is brought back.
  function weightNow(): number {
    const halvings = (now() - since) / halfLife;
    if (halvings < 20) return 2 ** halvings;
    for (let i = 0; i < BUCKETS; i += 1) weights[i] = (weights[i] ?? 0) * 2 ** -halvings;
    total *= 2 ** -halvings;
    since = now();
    return 1;
  }

  return {
    record(ms) {
      const weight = weightNow();
      const bucket = bucketOf(ms);
      weights[bucket] = (weights[bucket] ?? 0) + weight;
      total += weight;
    },
    quantile(q) {
      const weight = weightNow();
      if (total < enough * weight) return undefined;
      let left = q * total;
      for (let i = 0; i < BUCKETS; i += 1) {
        left -= weights[i] ?? 0;
        if (left <= 0) return FIRST * GROWTH ** i;
      }
      return FIRST * GROWTH ** (BUCKETS - 1);
    },
  };
}

function bucketOf(ms: number): number {
  if (ms <= FIRST) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / FIRST) / Math.log(GROWTH)));
}
