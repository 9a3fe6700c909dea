export type Line = { readonly slope: number; readonly intercept: number; readonly rSquared: number };

/** The straight line through points by least squares, and the share of their variance that it accounts for. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): Line {
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const slope =
    sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / sum(points.map(([x]) => (x - meanX) ** 2));
  const intercept = meanY - slope * meanX;
  const left = sum(points.map(([x, y]) => (y - intercept - slope * x) ** 2));
  return { slope, intercept, rSquared: 1 - left / sum(points.map(([, y]) => (y - meanY) ** 2)) };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
