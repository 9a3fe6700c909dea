import type { Check } from './check.ts';
import type { FetchSource, SourceAnswer, SourceRequest } from './fetch-source.ts';
import { parseQuotes, type Quotes } from './quotes.ts';

/** What a scrape brings: rates that were checked, or word that the known ones are still the latest. */
export type Scraped = Omit<SourceAnswer, 'document'> & { readonly quotes: Quotes | undefined };

/** Asks the source for rates. @throws ScrapeError. */
export type Scrape = (request: SourceRequest) => Promise<Scraped>;

/** One request, read and checked. */
export function createScrape(fetchSource: FetchSource, check: Check): Scrape {
  return async function scrapeOnce(request) {
    const { document, ...answer } = await fetchSource(request);
    if (document === undefined) return { ...answer, quotes: undefined };
    const quotes = parseQuotes(document);
    check(quotes);
    return { ...answer, quotes };
  };
}
