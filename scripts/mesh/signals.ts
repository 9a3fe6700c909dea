/**
 * How soon after the first signal another counts as the same one, in milliseconds. Ctrl-C reaches npm and the runner alike, and
 * npm passes its own on: one press, two signals.
 */
const SAME_PRESS = 500;

/**
 * Tells a first request to stop from a second one.
 *
 * @returns the listener for signals: it calls `first` once, and `again` for every signal that isn't an echo of the first.
 */
export function stopRequests(
  first: () => void,
  again: () => void,
  now: () => number = () => performance.now(),
): () => void {
  let firstAt: number | undefined;
  return function requested() {
    if (firstAt === undefined) {
      firstAt = now();
      first();
    } else if (now() - firstAt >= SAME_PRESS) {
      again();
    }
  };
}
