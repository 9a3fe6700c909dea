import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import type { Outcome } from '../upstreams/fallback.ts';
import { nameOf } from './money.ts';

/** What a page says of its exchange rate: in words, and by the mark of where it came from. */
export type RatesNote = {
  readonly source: 'fresh' | 'cached' | 'stale' | 'fallback';
  readonly text: string;
};

type Options = {
  /** How the page's own question for the rates ended, where it asked. */
  readonly asked: Outcome<Rates> | undefined;
  /** Rates that were confirmed this long ago are old, in milliseconds. */
  readonly oldAfter: number;
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const ages = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/**
 * Says as of when a currency's rate is, and how long ago the source confirmed it; that it is old, that the page's own
 * question for it failed, or that there is none.
 *
 * @param rates undefined where there is no rate for the currency
 */
export function ratesNote(
  currency: string,
  rates: Rates | undefined,
  { asked, oldAfter }: Options,
): RatesNote {
  const name = nameOf(currency);
  if (!rates)
    return { source: 'fallback', text: `Prices in euros: there is no exchange rate for ${name} just now.` };
  const age = Math.max(0, Date.now() - Date.parse(rates.confirmedAt));
  const rate = `the rate of ${days.format(new Date(rates.date))}, confirmed ${ago(age)}`;
  if (asked && asked.data === undefined) {
    const text = `The live rate did not arrive (${asked.reason}). Prices in ${name} at the last known: ${rate}.`;
    return { source: 'stale', text };
  }
  if (age >= oldAfter) return { source: 'stale', text: `Prices in ${name} at an old rate: ${rate}.` };
  return { source: asked ? 'fresh' : 'cached', text: `Prices in ${name} at ${rate}.` };
}

/** An age in the largest unit of which it holds one, or two where that is days: `now`, `47 hours ago`, `2 days ago`. */
function ago(ms: number): string {
  if (ms < MINUTE) return ages.format(-Math.floor(ms / SECOND), 'second');
  if (ms < HOUR) return ages.format(-Math.floor(ms / MINUTE), 'minute');
  if (ms < 2 * DAY) return ages.format(-Math.floor(ms / HOUR), 'hour');
  return ages.format(-Math.floor(ms / DAY), 'day');
}
