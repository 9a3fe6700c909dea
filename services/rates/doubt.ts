import { findJumps } from './plausibility.ts';
import type { Quotes } from './quotes.ts';

/** Rates that have jumped are believed once they were given this often, */
const TIMES = 3;
/** and for this long, in milliseconds: a misprint is corrected by the next day's rates, a devaluation isn't. */
const PERIOD = 24 * 3_600_000;

/** Notes that rates were given that have jumped from the last ones; tells whether they are to be believed by now. */
export type Doubt = (quotes: Quotes, last: Quotes, now: number) => boolean;

/**
 * Believes rates that have jumped once the source has given them for a day. Rates that don't agree with the ones that are
 * doubted, up to a usual move, begin a doubt of their own, and so does a last snapshot that was confirmed meanwhile.
 */
export function createDoubt(): Doubt {
  let noted:
    | { readonly quotes: Quotes; readonly last: Quotes; readonly since: number; times: number }
    | undefined;
  return function isDoubtOver(quotes, last, now) {
    if (noted?.last !== last || findJumps(quotes, noted.quotes).length > 0) {
      noted = { quotes, last, since: now, times: 0 };
    }
    noted.times += 1;
    return noted.times >= TIMES && now - noted.since >= PERIOD;
  };
}
