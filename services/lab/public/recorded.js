/** The most values that go with each page: they travel in a header. */
const MOST = 600;

/**
 * A profile that replays recorded latencies, from any text with numbers in it. More than fit are thinned to evenly spaced percentiles; `note` says so.
 * Undefined where there is no number.
 */
export function replayOf(text) {
  const values = (text.match(/\d+(\.\d+)?(e[+-]?\d+)?/gi) ?? []).map(Number).filter((ms) => ms <= 3_600_000);
  if (values.length === 0) return undefined;
  const ascending = values.toSorted((a, b) => a - b);
  const count = Math.min(MOST, ascending.length);
  const kept = Array.from(
    { length: count },
    (_, i) => ascending[Math.round(((ascending.length - 1) * i) / Math.max(1, count - 1))],
  );
  const note =
    count < ascending.length
      ? `${ascending.length} values, thinned to ${count}, from the least to the greatest.`
      : `${count} values.`;
  return { profile: `replay:values=${kept.map((ms) => Number(ms.toPrecision(4))).join('|')}`, note };
}
