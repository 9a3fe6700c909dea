import { CLIENT_KEEP_ALIVE } from '@frontpage/shared/listen.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import axios from 'axios';
import type { z } from 'zod';
import type { GatewayMetrics } from '../metrics.ts';
import { attempt } from './attempt.ts';
import { type BreakerOptions, type BreakerState, createBreaker } from './breaker.ts';
import { type BulkheadOptions, createBulkhead } from './bulkhead.ts';
import { createCache } from './cache.ts';
import type { Answer, Call } from './call.ts';
import { fallback, type Outcome } from './fallback.ts';
import { type HedgeOptions, hedge } from './hedge.ts';
import { createLastGood } from './last-good.ts';
import { latencyHistogram } from './latency-histogram.ts';
import { measure } from './measure.ts';
import { connectReplicas } from './replicas.ts';
import { retryOnce } from './retry.ts';
import { undiciAdapter } from './undici-adapter.ts';
import { watchLatency } from './watch-latency.ts';

/** The live latency of an upstream: what was 30 s ago counts half, and fewer than 20 attempts say nothing. */
const LIVE = { halfLife: 30_000, enough: 20 };

/** What becomes of the page's part when its call fails: a note, the last good answer, or no page at all. */
export const POLICIES = ['fallback', 'stale', 'required'] as const;

type Options<T> = {
  readonly name: string;
  readonly url: string;
  readonly schema: z.ZodType<T>;
  /** The longest that one attempt may take, in milliseconds. */
  readonly timeout: number;
  /** The largest answer that is accepted, in bytes. */
  readonly maxBytes: number;
  readonly policy: (typeof POLICIES)[number];
  readonly breaker: BreakerOptions;
  readonly bulkhead: BulkheadOptions;
  readonly hedge: HedgeOptions;
  readonly cache: {
    /** The most that kept answers may weigh, in bytes. */
    readonly maxBytes: number;
    /** How long a call may take that several pages share, in milliseconds. */
    readonly refreshLimit: number;
  };
};

/** The ways to ask an upstream, each a whole stack; they share its connections, breaker and bulkhead. */
export type Fetch = 'plain' | 'hedged' | 'cached' | 'retried';

export type Upstream<T> = {
  readonly name: string;
  readonly required: boolean;
  readonly calls: Readonly<Record<Fetch, Call<Outcome<T>>>>;
  readonly breakerState: () => BreakerState;
  /** Drops every kept answer that is this reader's alone: none of them is served afterwards. */
  forget(reader: string): void;
  /** Closes its connections and timers. */
  close(): Promise<void>;
};

/** The stacks of calls to an upstream, from the inside out: built once, at start, and written out here alone. */
export function createUpstream<T>(
  options: Options<T>,
  { metrics, log }: { metrics: GatewayMetrics; log: Logger },
): Upstream<T> {
  const { name: upstream, schema, timeout, policy } = options;
  const { connections, client, sendWith } = connect(options);
  const breaker = createBreaker(upstream, options.breaker, { metrics, log });
  const bulkhead = createBulkhead(upstream, options.bulkhead, metrics);
  const lastGood = createLastGood<T>(options.cache.maxBytes);

  const latencies = latencyHistogram(LIVE);

  const attempted = attempt({ upstream, client, sendWith, schema, timeout });
  const watched = watchLatency(latencies, options.hedge.percentile / 100, attempted);
  const measured = measure(upstream, metrics, watched);
  const hedged = hedge(
    upstream,
    options.hedge,
    { metrics, breakerState: breaker.state, latencies },
    measured,
  );
  const guard = (call: Call<Answer<T>>) => bulkhead.protect(breaker.protect(call));
  const cache = createCache({ upstream, ...options.cache, log }, guard(measured));
  const settle = (call: Call<Answer<T>>) =>
    fallback(upstream, log, policy === 'stale' ? lastGood(call) : call);

  return {
    name: upstream,
    required: policy === 'required',
    calls: {
      plain: settle(guard(measured)),
      hedged: settle(guard(hedged)),
      cached: settle(cache.call),
      retried: settle(retryOnce(guard(measured))),
    },
    breakerState: breaker.state,
    forget(reader) {
      cache.forget(reader);
      lastGood.forget(reader);
    },
    async close() {
      breaker.close();
      await connections.destroy();
    },
  };
}

function connect({ url, maxBytes, timeout, bulkhead }: Omit<Options<never>, 'schema'>) {
  const server = new URL(url);
  const connections = connectReplicas(server, {
    // A place of the bulkhead is free a moment before its connection is: without a limit the next call would open another.
    connections: bulkhead.limit,
    keepAliveTimeout: CLIENT_KEEP_ALIVE,
    keepAliveMaxTimeout: CLIENT_KEEP_ALIVE,
    connectTimeout: timeout,
    // The attempt's own timeout ends it, whichever part is late.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const prefix = server.pathname === '/' ? '' : server.pathname;
  const sendWith = undiciAdapter(connections, { prefix, maxBytes });
  // The bare class: merging the defaults of `axios.create`, which this adapter has no use for, costs half as much again.
  const client = new axios.Axios();
  return { connections, client, sendWith };
}
