/** The 99th percentile of the standard normal distribution. */
export const Z99 = 2.3263478740408408;

/** Stands in for zero, whose quantile is minus infinity. No other draw with 53 bits is as small. */
const LEAST = 2 ** -54;

/**
 * The value that a standard normal variable stays below with probability `u`, good to seven digits.
 * Source: M. J. Wichura, "Algorithm AS 241: The Percentage Points of the Normal Distribution", Applied Statistics 37 (1988), PPND7.
 */
export function normalQuantile(u: number): number {
  const centred = u - 0.5;
  if (Math.abs(centred) <= 0.425) {
    const r = 0.180625 - centred * centred;
    return (
      (centred * polynomial(r, [3.3871327179, 50.434271938, 159.29113202, 59.10937472])) /
      polynomial(r, [1, 17.895169469, 78.757757664, 67.1875636])
    );
  }
  const tail = Math.sqrt(-Math.log(Math.max(LEAST, Math.min(u, 1 - u))));
  const size =
    tail <= 5
      ? polynomial(tail - 1.6, [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103]) /
        polynomial(tail - 1.6, [1, 0.7370016425, 0.12021132975])
      : polynomial(tail - 5, [6.657905115, 3.081226386, 0.42868294337, 0.017337203997]) /
        polynomial(tail - 5, [1, 0.24197894225, 0.012258202635]);
  return centred < 0 ? -size : size;
}

/** Horner's rule; the constant term comes first. */
function polynomial(x: number, coefficients: number[]): number {
  return coefficients.reduceRight((sum, coefficient) => sum * x + coefficient, 0);
}
