const SLICES = 10;

/** Failures and successes of the last while, in slices of a tenth of it, so that old ones leave little by little. */
export type OutcomeWindow = {
  record(ok: boolean): void;
  clear(): void;
  /** What the window holds now. */
  read(): { total: number; failed: number };
};

/**
 * @param span how far back the window reaches, in milliseconds
 * @param now a clock in milliseconds that never goes back
 */
export function outcomeWindow(span: number, now: () => number = () => performance.now()): OutcomeWindow {
  const slices = Array.from({ length: SLICES }, () => ({ turn: -1, total: 0, failed: 0 }));
  const turnAt = () => Math.floor((now() * SLICES) / span);

  return {
    record(ok) {
      const turn = turnAt();
      const index = turn % SLICES;
      let slice = slices[index];
      if (slice?.turn !== turn) {
        slice = { turn, total: 0, failed: 0 };
        slices[index] = slice;
      }
      slice.total += 1;
      if (!ok) slice.failed += 1;
    },
    clear() {
      for (const slice of slices) slice.turn = -1;
    },
    read() {
      const oldest = turnAt() - SLICES + 1;
      const live = slices.filter((slice) => slice.turn >= oldest && slice.turn >= 0);
      return {
        total: live.reduce((sum, slice) => sum + slice.total, 0),
        failed: live.reduce((sum, slice) => sum + slice.failed, 0),
      };
    },
  };
}
