import type { Logger } from '@frontpage/shared/logger.ts';
import type { Random } from '@frontpage/shared/random.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Call } from '../upstreams/call.ts';
import { backgroundCall } from '../upstreams/call-for.ts';
import type { Outcome } from '../upstreams/fallback.ts';
import { freshFor } from './fresh-for.ts';

type Options<T> = {
  /** Names the snapshot in logs and metrics. */
  readonly name: string;
  readonly call: Call<Outcome<T>>;
  readonly path: string;
  /** The longest pause between two questions, in milliseconds. */
  readonly interval: number;
  /** The longest that one question may take, in milliseconds. */
  readonly limit: number;
  readonly random?: Random;
};

/** A good answer, and when it came, in milliseconds since 1970. */
type Snapshot<T> = { readonly data: T; readonly at: number };

export type Poll<T> = {
  /** The last good answer, however old; undefined before the first. A newer one takes its place as a whole. */
  latest(): Snapshot<T> | undefined;
  /** Ends it, and the question that is under way. */
  close(): Promise<void>;
};

/** The shortest pause, and the first one after a failure, in milliseconds. */
const SHORTEST = 1000;

/**
 * Asks an upstream again and again in the background, beginning now, one question at a time, and keeps the last good answer:
 * no page waits for it. The next question comes when the answer is no longer fresh by its own `Cache-Control`, and at
 * the latest after the interval. After failures the pause doubles from a second up to the interval. All but the pause that the
 * upstream chose are shortened by up to half at random, so that several gateways don't ask together.
 */
export function startPoll<T>(
  { name, call, path, interval, limit, random = Math.random }: Options<T>,
  { metrics, log }: { metrics: GatewayMetrics; log: Logger },
): Poll<T> {
  const closing = new AbortController();
  let snapshot: Snapshot<T> | undefined;
  let failures = 0;
  const shorten = (ms: number) => ms * (1 - random() / 2);

  function pauseAfter(outcome: Outcome<T>): number {
    const usual = shorten(interval);
    if (outcome.source === 'fallback') return Math.min(usual, shorten(SHORTEST * 2 ** (failures - 1)));
    return Math.min(usual, Math.max(SHORTEST, freshFor(outcome.headers) ?? interval));
  }

  function takeNote(outcome: Outcome<T>): void {
    if (outcome.source === 'fallback') {
      const { reason } = outcome;
      metrics.polls.inc({ snapshot: name, outcome: reason });
      failures += 1;
      if (failures === 1) log.warn({ reason }, `asking for ${name} failed; the last answer stays in use`);
      return;
    }
    metrics.polls.inc({ snapshot: name, outcome: 'ok' });
    if (failures > 0) log.info({ failures }, `${name} are up to date again`);
    failures = 0;
    snapshot = { data: outcome.data, at: Date.now() };
  }

  async function run(): Promise<void> {
    const { signal } = closing;
    while (!signal.aborted) {
      const outcome = await call(backgroundCall({ path, budget: limit }, signal));
      if (signal.aborted) return;
      takeNote(outcome);
      await pause(pauseAfter(outcome), signal);
    }
  }

  metrics.snapshotAge.from(() => (Date.now() - (snapshot?.at ?? Number.NEGATIVE_INFINITY)) / 1000, name);
  const running = run();
  return {
    latest: () => snapshot,
    async close() {
      closing.abort();
      await running;
    },
  };
}

/** Ends early when the signal aborts; keeps no process alive. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => resolve();
  const timer = setTimeout(end, ms).unref();
  signal.addEventListener('abort', end, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}
