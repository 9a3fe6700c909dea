/** Milliseconds for people: a digit behind the point below 100. */
export function milliseconds(ms) {
  if (ms === null || ms === undefined) return '–';
  return ms < 100 ? ms.toFixed(1) : ms.toFixed(0);
}

/** A difference, with its sign. */
export function signed(ms) {
  return `${ms < 0 ? '−' : '+'}${milliseconds(Math.abs(ms))}`;
}

export function percent(part, whole) {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  return `${share === 0 || share >= 10 ? share.toFixed(0) : share.toFixed(1)} %`;
}

export const sumOf = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
