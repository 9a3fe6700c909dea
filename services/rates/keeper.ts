import type { Logger } from '@frontpage/shared/logger.ts';
import type { Publisher } from './publisher.ts';
import type { Scrape } from './scrape.ts';
import { ScrapeError } from './scrape-error.ts';
import { toRates } from './snapshot.ts';

type Options = {
  readonly url: string;
  readonly scrape: Scrape;
  readonly publisher: Publisher;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: Logger;
};

export type Keeper = {
  /**
   * Scrapes and publishes; joins a scrape that is under way, and does nothing while the source wants to be left alone. Never
   * rejects: a failure is logged, and the rates stay.
   */
  update(): Promise<void>;
  /** Gives up what is under way. */
  close(): Promise<void>;
};

/** Keeps the published rates up to date, one scrape at a time. */
export function createKeeper({ url, scrape, publisher, now, log }: Options): Keeper {
  const closing = new AbortController();
  let underWay: Promise<void> | undefined;
  let failures = 0;
  let rest = { since: 0, ms: 0 };

  async function scrapeAndPublish(): Promise<void> {
    const known = publisher.current();
    // Another source's validators would mean nothing to this one, or the wrong thing.
    const validators = known?.source === url ? known.validators : {};
    const scraped = await scrape({ validators, signal: closing.signal });
    const quotes = scraped.quotes ?? known?.rates;
    if (!quotes) return;
    await publisher.publish({
      rates: toRates(quotes, now()),
      source: url,
      validators: scraped.validators,
    });
    const news = quotes.date !== known?.rates.date || failures > 0;
    failures = 0;
    log[news ? 'info' : 'debug']({ date: quotes.date }, `rates of ${quotes.date} confirmed`);
  }

  function report(error: unknown): void {
    if (closing.signal.aborted) return;
    if (!(error instanceof ScrapeError)) {
      log.error({ err: error }, 'could not update the rates');
      return;
    }
    failures += 1;
    rest = { since: now(), ms: error.retryAfterMs ?? 0 };
    const confirmedAt = publisher.current()?.rates.confirmedAt;
    const { outcome, message } = error;
    log.warn({ outcome, failures, confirmedAt }, `the rates stay as they were: ${message}`);
  }

  // A clock that was set back is no reason to wait longer than was asked for.
  function wantsRest(): boolean {
    const passed = now() - rest.since;
    return passed >= 0 && passed < rest.ms;
  }

  return {
    async update() {
      if (wantsRest()) return;
      underWay ??= scrapeAndPublish()
        .catch(report)
        .finally(() => {
          underWay = undefined;
        });
      await underWay;
    },
    async close() {
      closing.abort();
      await underWay;
    },
  };
}
