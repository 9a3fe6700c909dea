import type { IncomingHttpHeaders } from 'node:http';
import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import { LAB_HEADERS } from '@frontpage/shared/latency/header.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Scrape } from './scrape.ts';
import { ScrapeError } from './scrape-error.ts';
import { toRates } from './snapshot.ts';

/** How a scrape ended for whoever waited for it. */
export type Live = {
  readonly rates?: Rates;
  readonly problem?: ProblemError;
  /** The delay that the source says it injected, in milliseconds. */
  readonly injectedMs: number | undefined;
};

type Options = {
  /** Whether the source is told what the request says of latency, faults and seed. */
  readonly lab: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

/** Scrapes for one request: once, without what is known already, for as long as its caller waits. */
export function scrapeLive(scrape: Scrape, { lab, now }: Options) {
  return async function live(headers: IncomingHttpHeaders, signal: AbortSignal): Promise<Live> {
    try {
      const { quotes, injectedMs } = await scrape({ headers: lab ? labHeaders(headers) : {}, signal });
      // Nothing is known to a request that sends no validators, so that it can't have been confirmed.
      if (!quotes) throw new ScrapeError('status', 'the source confirmed what it was not asked for');
      return { rates: toRates(quotes, now()), injectedMs };
    } catch (error) {
      if (!(error instanceof ScrapeError)) throw error;
      return { problem: toProblem(error), injectedMs: error.injectedMs };
    }
  };
}

// Draws are those of the request in the source too, which has a name of its own to seed them with.
function labHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const given = Object.values(LAB_HEADERS).flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

// The caller may know how it ended, and nothing that the source said.
function toProblem({ outcome, retryAfterMs = 1000 }: ScrapeError): ProblemError {
  if (outcome === 'throttled') {
    return new ProblemError(503, 'Service Unavailable', 'The source of the rates wants to be asked later.', {
      headers: { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) },
    });
  }
  if (outcome === 'timeout') {
    return new ProblemError(504, 'Gateway Timeout', 'The source of the rates did not answer in time.');
  }
  const ended = outcome.replace('_', ' ');
  return new ProblemError(502, 'Bad Gateway', `The source of the rates gave no usable answer: ${ended}.`);
}
