import { sleep } from 'k6';
import { Rate } from 'k6/metrics';
import type { Scenario } from 'k6/options';
import { secondsOfLoad } from './clock.ts';
import { requestPage } from './page.ts';

/** Pages of each strategy that are asked for twice. */
const PAGES = 5;

/** How long after the load the last of them may come, in seconds. */
const LATE = 60;

const asQuick = new Rate('as_quick');

/** Most pages have to be; one that the machine held up says nothing. */
export const asQuickThreshold = { as_quick: ['rate>0.5'] };

/** One reader beside a load of so many seconds, for the function that calls `askTwice`. */
export function oneReader(exec: string, seconds: number): Scenario {
  return { executor: 'per-vu-iterations', exec, vus: 1, iterations: 1, maxDuration: `${seconds + LATE}s` };
}

/**
 * Asks for a few pages of each strategy now, and for the very same from `again` seconds of load on: they face the same delays,
 * and so are as quick unless they take half as long again, and 50 ms, or don't come.
 */
export function askTwice(strategies: readonly string[], again: number): void {
  const before = durationsOf(strategies);
  sleep(Math.max(0, again - secondsOfLoad()));
  const after = durationsOf(strategies);
  for (const [nth, ms] of before.entries()) {
    const then = after[nth] ?? Number.POSITIVE_INFINITY;
    asQuick.add(Number.isFinite(then) && then <= 1.5 * ms + 50);
  }
}

/** In milliseconds; infinite where it isn't a page. */
function durationsOf(strategies: readonly string[]): number[] {
  return strategies.flatMap((strategy) =>
    Array.from({ length: PAGES }, (_, nth) => {
      const { status, timings } = requestPage(strategy, nth);
      return status === 200 ? timings.duration : Number.POSITIVE_INFINITY;
    }),
  );
}
