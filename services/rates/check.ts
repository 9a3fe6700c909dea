import type { Doubt } from './doubt.ts';
import { findFault, findJumps } from './plausibility.ts';
import type { Quotes } from './quotes.ts';
import { ScrapeError } from './scrape-error.ts';

/** @throws ScrapeError `implausible`. */
export type Check = (quotes: Quotes) => void;

type Options = {
  /** The rates to compare with. */
  readonly lastRates: () => Quotes | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Who decides whether rates are believed that have jumped; without it they never are. */
  readonly isDoubtOver?: Doubt;
};

/** Tells whether rates that were read can be those of a market. */
export function createCheck({ lastRates, now, isDoubtOver = () => false }: Options): Check {
  return function check(quotes) {
    const last = lastRates();
    const fault = findFault(quotes, last, now());
    if (fault) throw implausible(fault);
    const jumps = last ? findJumps(quotes, last) : [];
    if (!last || jumps.length === 0 || isDoubtOver(quotes, last, now())) return;
    throw implausible(`${jumps.slice(0, 3).join(', ')}${jumps.length > 3 ? ' and more' : ''}`);
  };
}

function implausible(why: string): ScrapeError {
  return new ScrapeError('implausible', `the rates are implausible: ${why}`);
}
