import { EVENTS_LIMIT, type ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { SendEvents } from './send.ts';

type Options = {
  /** How many events may wait, those under way among them. */
  readonly limit: number;
  readonly send: SendEvents;
  readonly metrics: Pick<GatewayMetrics, 'eventsWaiting' | 'eventsSent' | 'eventsDropped' | 'eventsBatch'>;
  readonly log: Logger;
  /** Numbers in [0, 1) for the pauses between retries; `Math.random` unless given. */
  readonly random?: () => number;
};

export type EventQueue = {
  /** Takes an event and returns at once; one that has no room is dropped and counted. */
  add(event: ShopEvent): void;
  length(): number;
  /** Sends what waits, for at most `limit` milliseconds; drops and counts the rest. */
  close(limit: number): Promise<void>;
};

/** A batch leaves this long after its first event, or as soon as it is this large; milliseconds, events. */
const LINGER = 1000;
const ENOUGH = 200;

/** The pause after the first failure, which doubles with each that follows, and the longest one; milliseconds. */
const PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

/**
 * Events on their way to recommendation, in nobody's way: they leave in batches, one batch at a time. A batch that
 * fails stays where it was, and is sent again with the same ids after a pause that grows, drawn at random from its upper half;
 * so the limit holds for what waits and what is under way together. A batch that recommendation refuses would be
 * refused again: it is dropped.
 */
export function createEventQueue({ limit, send, metrics, log, random = Math.random }: Options): EventQueue {
  const waiting: ShopEvent[] = [];
  metrics.eventsWaiting.from(() => waiting.length);
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<boolean> | undefined;
  let failures = 0;
  let closed = false;
  const dropped = {
    'queue-full': metrics.eventsDropped.labels({ reason: 'queue-full' }),
    refused: metrics.eventsDropped.labels({ reason: 'refused' }),
    stopped: metrics.eventsDropped.labels({ reason: 'stopped' }),
  };
  for (const counter of Object.values(dropped)) counter.inc(0);

  function remove(count: number): void {
    waiting.splice(0, count);
  }

  /** Sends one batch; says whether the next one may follow. */
  async function sendBatch(): Promise<boolean> {
    const batch = waiting.slice(0, EVENTS_LIMIT);
    const end = metrics.eventsBatch.startTimer();
    const outcome = await send(batch, stopping.signal);
    end({ outcome });
    failures = outcome === 'failed' ? failures + 1 : 0;
    if (outcome === 'failed') return false;
    if (outcome === 'ok') metrics.eventsSent.inc(batch.length);
    else {
      dropped.refused.inc(batch.length);
      log.error({ events: batch.length }, 'recommendation refused a batch of events');
    }
    remove(batch.length);
    return true;
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    sending = sendBatch();
    await sending;
    sending = undefined;
    if (closed) return;
    if (failures === 0 && waiting.length >= ENOUGH) flush();
    else if (waiting.length > 0) flushIn(failures === 0 ? LINGER : pauseAfter(failures, random()));
  }

  function flushIn(ms: number): void {
    timer ??= setTimeout(flush, ms).unref();
  }

  return {
    add(event) {
      if (closed) return dropped.stopped.inc();
      if (waiting.length >= limit) return dropped['queue-full'].inc();
      waiting.push(event);
      if (sending || failures > 0) return;
      if (waiting.length >= ENOUGH) flush();
      else flushIn(LINGER);
    },
    length: () => waiting.length,
    async close(ms) {
      closed = true;
      clearTimeout(timer);
      const limit = setTimeout(() => stopping.abort(), ms);
      await sending;
      while (waiting.length > 0 && !stopping.signal.aborted && (await sendBatch()));
      clearTimeout(limit);
      if (waiting.length === 0) return;
      log.warn({ events: waiting.length }, 'stopped with events that recommendation has not acknowledged');
      dropped.stopped.inc(waiting.length);
      remove(waiting.length);
    },
  };
}

function pauseAfter(failures: number, random: number): number {
  const pause = Math.min(LONGEST_PAUSE, PAUSE * 2 ** (failures - 1));
  return pause * (0.5 + random / 2);
}
