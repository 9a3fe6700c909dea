import { dataDir } from '@frontpage/shared/data-dir.ts';
import { milliseconds, parsedBy, wholeNumber } from '@frontpage/shared/env.ts';
import { latencyEnv } from '@frontpage/shared/latency/latency.ts';
import { serverEnv } from '@frontpage/shared/server.ts';
import { z } from 'zod';
import { parseSchedule } from './schedule.ts';

/** Every variable of rates, with its default; times in milliseconds. */
export const ratesEnv = z.object({
  ...serverEnv({ service: 8083, operations: 9083 }),
  ...latencyEnv,
  /** Where `rates.json` is kept. */
  DATA_DIR: dataDir(),
  /** What is scraped. */
  RATES_SOURCE: sourceUrl('http://127.0.0.1:8084/eurofxref-daily.xml'),
  /** When, by the clock of UTC; besides, once at start. Hourly, but not on the hour, when everybody comes. */
  RATES_SCHEDULE: parsedBy(parseSchedule, '7 * * * *'),
  /** How long one request to the source may take, redirects, headers and body. */
  RATES_TIMEOUT: milliseconds(10_000),
  /** The largest document that is read, in bytes; the European Central Bank's has two thousand. */
  RATES_MAX_BYTES: wholeNumber({ default: 65_536, min: 1024, max: 1_048_576, unit: 'bytes' }),
  /** How many requests a scheduled scrape makes at most, until one is answered. */
  RATES_ATTEMPTS: wholeNumber({ default: 5, min: 1, max: 20, unit: 'requests' }),
  /** The longest that the first of its retries waits; it doubles with each further one. */
  RATES_BACKOFF: milliseconds(1000),
});

export type RatesConfig = z.output<typeof ratesEnv>;

/** An http or https address, path and query included. fetch refuses one that holds a password. */
function sourceUrl(fallback: string) {
  return z
    .url({ protocol: /^https?$/, error: `an http or https address such as ${fallback}` })
    .refine((text) => !/^[^?]*@/.test(text), 'an address without user and password')
    .default(fallback);
}
