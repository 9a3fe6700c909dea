import { createHash } from 'node:crypto';
import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import type { Validators } from './fetch-source.ts';
import type { Quotes } from './quotes.ts';

/** The rates at hand, and where they are from. Nothing in it can be changed. */
export type Snapshot = {
  readonly rates: Readonly<Rates>;
  /** The address that they were scraped from. */
  readonly source: string;
  readonly validators: Validators;
};

/** What the wire carries of quotes that were confirmed at this time, in milliseconds since the epoch. */
export function toRates({ date, rates }: Quotes, confirmed: number): Rates {
  return { base: 'EUR', date, confirmedAt: new Date(confirmed).toISOString(), rates: { ...rates } };
}

/** The same, all the way down. */
export function freeze({ rates, source, validators }: Snapshot): Snapshot {
  return Object.freeze({
    rates: Object.freeze({ ...rates, rates: Object.freeze({ ...rates.rates }) }),
    source,
    validators: Object.freeze({ ...validators }),
  });
}

/** An entity tag that changes whenever an answer with these rates does. */
export function entityTag(rates: Readonly<Rates>): string {
  return `"${createHash('sha256').update(JSON.stringify(rates)).digest('base64url').slice(0, 22)}"`;
}
