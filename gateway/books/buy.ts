import { createHash } from 'node:crypto';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import type { EventsAnswer, ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { Request } from 'express';
import type { GatewayMetrics } from '../metrics.ts';
import type { AttemptRecord } from '../upstreams/call.ts';
import { callFor } from '../upstreams/call-for.ts';
import type { Outcome } from '../upstreams/fallback.ts';
import type { Upstream } from '../upstreams/upstream.ts';

/** `refused`: surely not bought. `unknown`: it may have been. */
export type Bought = 'bought' | 'refused' | 'unknown';

/**
 * Sends a purchase to recommendation, and waits until it is acknowledged. Nobody needs a book twice: a reader's purchases of it
 * are all the same one, so that a form sent twice, one left open on another page, and a second attempt buy once.
 */
export type Buy = (purchase: { reader: string; book: Book }, req: Request) => Promise<Bought>;

type Options = {
  readonly purchases: Upstream<EventsAnswer>;
  /** The longest that one attempt may take, in milliseconds. */
  readonly timeout: number;
  /** Drops what is remembered for a reader whose books have changed. */
  readonly forget: (reader: string) => void;
  readonly metrics: Pick<GatewayMetrics, 'purchases'>;
};

/** What two attempts may take beyond their timeouts: the pause between them, the page's own time; milliseconds. */
const SLACK = 500;

/** A purchase goes on though its reader has left: they are to find it done, or not, whenever they look. */
const NEVER = new AbortController().signal;

export function createBuy({ purchases, timeout, forget, metrics }: Options): Buy {
  return async function buy({ reader, book }, req) {
    const id = purchaseId(reader, book);
    const event: ShopEvent = { type: 'purchase', id, reader, book: book.id, at: new Date().toISOString() };
    const attempts: AttemptRecord[] = [];
    const call = callFor(req, {
      path: '/events',
      body: JSON.stringify({ events: [event] }),
      budget: 2 * timeout + SLACK,
      record: (attempt) => attempts.push(attempt),
    });
    const outcome = judge(await purchases.calls.retried({ ...call, signal: NEVER }), attempts);
    if (outcome !== 'refused') forget(reader);
    metrics.purchases.inc({ outcome });
    return outcome;
  };
}

function purchaseId(reader: string, { id }: Book): string {
  return createHash('sha256').update(`purchase\n${reader}\n${id}`).digest('base64url');
}

/** Nothing was bought where no attempt reached recommendation, or its last word was that the request is wrong. */
function judge({ data, status = 0 }: Outcome<EventsAnswer>, attempts: readonly AttemptRecord[]): Bought {
  if (data) return 'bought';
  const last = status >= 400 && status < 500 ? attempts.at(-1) : undefined;
  const inVain = (attempt: AttemptRecord) => ['refused', 'unreachable'].includes(attempt.outcome ?? '');
  return attempts.every((attempt) => attempt === last || inVain(attempt)) ? 'refused' : 'unknown';
}
