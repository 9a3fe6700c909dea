import type { RequestListener } from 'node:http';
import type { TestContext } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { z } from 'zod';
import { callRequest } from '../../test/support/call.ts';
import { startUpstream } from '../../test/support/gateway.ts';
import { gatewayMetrics } from '../metrics.ts';
import type { CallRequest } from './call.ts';
import type { Outcome } from './fallback.ts';
import { createUpstream } from './upstream.ts';

const schema = z.object({ n: z.number() });

type Options = {
  timeout?: number;
  reset?: number;
  volume?: number;
  url?: string;
  policy?: 'stale';
  bulkhead?: { limit: number; queue: number };
};

/** The whole stack, in front of an upstream that behaves as the test says. */
export async function startStack(t: TestContext, behave: RequestListener, options: Options = {}) {
  const upstream = await startUpstream(t, behave);
  const registry = createRegistry();
  const stack = createUpstream(
    {
      name: 'numbers',
      url: options.url ?? upstream.url,
      schema,
      timeout: options.timeout ?? 60_000,
      maxBytes: 2048,
      breaker: { threshold: 50, volume: options.volume ?? 4, window: 60_000, reset: options.reset ?? 60_000 },
      policy: options.policy ?? 'fallback',
      bulkhead: options.bulkhead ?? { limit: 1000, queue: 0 },
      hedge: { percentile: 95, budget: 5 },
      cache: { maxBytes: 1_000_000, refreshLimit: 60_000 },
    },
    {
      metrics: gatewayMetrics(registry),
      log: createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }),
    },
  );
  t.after(() => stack.close());
  const outcomeOf = ({ source, data, reason }: Outcome<unknown>) => ({
    source,
    ...(data ? { data } : { reason }),
  });
  const ask = async (call: CallRequest) => outcomeOf(await stack.calls.plain(call));
  return { upstream, stack, ask, state: stack.breakerState, registry };
}

/** A call of this upstream. */
export const request = (overrides: Partial<CallRequest> = {}) =>
  callRequest({ path: '/numbers', headers: { 'x-request-id': 'r1' }, ...overrides });
