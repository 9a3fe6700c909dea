/** Blocks are no longer than this share of all rounds, so that there are enough of them to draw from. */
const LONGEST_SHARE = 0.1;
/** Nor than this, in rounds, so that it is found in no time. */
const LONGEST = 1000;
/** Autocorrelation beyond this many standard errors is taken for real. */
const STANDARD_ERRORS = 2;

/**
 * How many rounds in a row a bootstrap has to keep together. Rounds that know nothing of each other are drawn one by one. Where a stall or a
 * queue slows many in a row they are one accident and not many, and rounds drawn one by one would give an interval that is far too
 * narrow. It is twice the lag at which the autocorrelation of the ranks is lost in noise (ranks, since a few slow pages would hide it).
 *
 * @param series the values of consecutive rounds
 */
export function blockLength(series: Float64Array): number {
  const count = series.length;
  const deviation = centredRanks(series);
  const variance = productAt(deviation, 0);
  const noise = (STANDARD_ERRORS / Math.sqrt(count)) * variance;
  const longest = Math.max(1, Math.min(LONGEST, Math.floor(LONGEST_SHARE * count)));
  let lag = 1;
  while (2 * lag <= longest && productAt(deviation, lag) > noise) lag += 1;
  return lag === 1 ? 1 : Math.min(longest, 2 * lag);
}

function productAt(deviation: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < deviation.length; i += 1) sum += (deviation[i] ?? 0) * (deviation[i - lag] ?? 0);
  return sum;
}

/** Equal values have the mean of their ranks. */
function centredRanks(series: Float64Array): Float64Array {
  const order = Uint32Array.from(series.keys()).sort((i, j) => (series[i] ?? 0) - (series[j] ?? 0));
  const ranks = new Float64Array(series.length);
  const middle = (series.length - 1) / 2;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && series[order[to + 1] ?? 0] === series[order[from] ?? 0]) to += 1;
    for (let k = from; k <= to; k += 1) ranks[order[k] ?? 0] = (from + to) / 2 - middle;
    from = to + 1;
  }
  return ranks;
}
