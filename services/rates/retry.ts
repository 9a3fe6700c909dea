import type { wait } from '@frontpage/shared/latency/wait.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import type { Random } from '@frontpage/shared/random.ts';
import type { Scrape } from './scrape.ts';
import { ScrapeError } from './scrape-error.ts';

/** The longest that the backoff grows, in milliseconds. */
const LONGEST_BACKOFF = 60_000;

type Options = {
  /** How many scrapes are made at most. */
  readonly attempts: number;
  /** The longest wait before the second one, in milliseconds; it doubles with each further one, up to a minute. */
  readonly backoff: number;
  readonly wait: typeof wait;
  readonly random: Random;
  readonly log: Pick<Logger, 'debug'>;
};

/**
 * Scrapes again after failures that may pass: exponential backoff with full jitter (Brooker, "Exponential Backoff And
 * Jitter", AWS Architecture Blog, 2015), on top of what the source's `Retry-After` asks for.
 */
export function retry({ attempts, backoff, wait, random, log }: Options, next: Scrape): Scrape {
  return async function retried(request) {
    for (let made = 1; ; made++) {
      try {
        return await next(request);
      } catch (error) {
        if (made >= attempts || !(error instanceof ScrapeError) || !mayPass(error)) throw error;
        const jitter = random() * Math.min(LONGEST_BACKOFF, backoff * 2 ** (made - 1));
        const delay = (error.retryAfterMs ?? 0) + jitter;
        log.debug({ outcome: error.outcome, made, delay }, `will scrape again: ${error.message}`);
        if ((await wait(delay, request.signal)) === 'aborted') throw error;
      }
    }
  };
}

function mayPass({ outcome, status = 0 }: ScrapeError): boolean {
  if (outcome === 'status') return status >= 500 || status === 408;
  return ['throttled', 'timeout', 'unreachable'].includes(outcome);
}
