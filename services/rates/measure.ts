import type { RatesMetrics, Trigger } from './metrics.ts';
import type { Scrape } from './scrape.ts';
import { ScrapeError } from './scrape-error.ts';

/** Counts scrapes by how they end, and how long they take. */
export function measure(trigger: Trigger, { scrapes, duration }: RatesMetrics, next: Scrape): Scrape {
  return async function measured(request) {
    const stop = duration.startTimer({ trigger });
    const count = (outcome: string) => scrapes.inc({ trigger, outcome });
    try {
      const scraped = await next(request);
      count(scraped.quotes ? 'ok' : 'not_modified');
      return scraped;
    } catch (error) {
      if (error instanceof ScrapeError) count(error.outcome);
      throw error;
    } finally {
      stop();
    }
  };
}
