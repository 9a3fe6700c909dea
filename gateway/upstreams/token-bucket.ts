/** A budget of extra work that earlier work has earned. */
export type TokenBucket = {
  /** Adds what one unit of ordinary work earns. */
  earn(): void;
  /** Takes one token, if there is a whole one. */
  spend(): boolean;
  readonly tokens: () => number;
};

/**
 * Bounds extra work to a share of the ordinary work: each unit earns `percent` hundredths of a token, and at most
 * `most` are saved up. It begins empty, so that the bound holds from the first call on.
 */
export function tokenBucket({ percent, most }: { percent: number; most: number }): TokenBucket {
  // Counted in hundredths, which add up exactly.
  let hundredths = 0;
  return {
    earn() {
      hundredths = Math.min(most * 100, hundredths + percent);
    },
    spend() {
      if (hundredths < 100) return false;
      hundredths -= 100;
      return true;
    },
    tokens: () => hundredths / 100,
  };
}
