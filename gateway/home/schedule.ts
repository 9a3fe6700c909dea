import type { BlockingPool } from './blocking-pool.ts';

/** A wait in line: how long, in milliseconds, and behind how many pages. */
export type Queued = { readonly ms: number; readonly ahead: number };

/** What a schedule has to know of the page that it starts calls for. */
type ScheduledPage = {
  /** Aborted when the reader is gone. */
  readonly signal: AbortSignal;
  /** When the page's budget ends, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Is told of the wait before the first call could begin, where there was one. */
  readonly queued: (queue: Queued) => void;
};

/** When each of a page's calls begins, and what follows from it for the time that all of them take. */
export type Schedule = {
  /** Takes what starts the calls, gives their results in the same order. */
  readonly start: <T>(starts: readonly (() => Promise<T>)[], page: ScheduledPage) => readonly Promise<T>[];
  /** The least time that all calls can take together when each takes as long as it says, in the same unit. */
  readonly bound: (durations: readonly number[]) => number;
};

/** Each call begins when the one before it has ended. */
export const oneAfterAnother: Schedule = {
  start(starts) {
    let previous: Promise<unknown> = Promise.resolve();
    return starts.map((start) => {
      const result = previous.then(start);
      previous = result;
      return result;
    });
  },
  bound: (durations) => durations.reduce((sum, duration) => sum + duration, 0),
};

/** All calls begin now. */
export const allAtOnce: Schedule = {
  start: (starts) => starts.map((start) => start()),
  bound: (durations) => Math.max(0, ...durations),
};

/** One after another too, by a worker thread that is suspended during each call; pages beyond the workers wait in line. */
export function blocking(pool: BlockingPool): Schedule {
  return {
    start(starts, page) {
      const { results, queuedMs, ahead } = pool.run(starts, page);
      queuedMs.then((ms) => page.queued({ ms, ahead }));
      return results;
    },
    bound: oneAfterAnother.bound,
  };
}
