import type { EventsAnswer, ShopEvent } from '@frontpage/shared/contracts/events.ts';
import { backgroundCall } from '../upstreams/call-for.ts';
import type { Upstream } from '../upstreams/upstream.ts';

/** Sends a batch: `ok` once it is acknowledged, `refused` where another try would end the same way. It never rejects. */
export type SendEvents = (
  events: readonly ShopEvent[],
  signal: AbortSignal,
) => Promise<'ok' | 'refused' | 'failed'>;

/** What recommendation says of a batch that is wrong in itself. */
const REFUSALS = [400, 413, 415, 422];

/** @param limit how long a batch may take, the wait for a place in the bulkhead included, in milliseconds */
export function createSendEvents(events: Upstream<EventsAnswer>, limit: number): SendEvents {
  return async function sendEvents(batch, signal) {
    const body = JSON.stringify({ events: batch });
    const call = backgroundCall({ path: '/events', budget: limit, body }, signal);
    const { data, status = 0 } = await events.calls.plain(call);
    if (data) return 'ok';
    return REFUSALS.includes(status) ? 'refused' : 'failed';
  };
}
