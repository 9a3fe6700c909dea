import { createLogger } from '@frontpage/shared/logger.ts';
import { callRequest as request } from '../../test/support/call.ts';
import { createCache } from './cache.ts';
import { type Answer, type CallRequest, type Reason, UpstreamError } from './call.ts';

export type Headers = Record<string, string>;
type Failing = ConstructorParameters<typeof UpstreamError>[3] & { reason: Reason };
const log = createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

/** A cache in front of an upstream whose answers are numbered; the clock only moves when the test says. */
export function startCache(headers: Headers | string, { maxBytes = 10_000, bytes = 100 } = {}) {
  const state = {
    calls: 0,
    seconds: 1_000_000,
    bytes,
    headers: typeof headers === 'string' ? { 'cache-control': headers } : headers,
    failing: undefined as Failing | Error | undefined,
    /** What each call waits for. */
    gate: undefined as Promise<void> | undefined,
    last: undefined as CallRequest | undefined,
  };
  async function next(request: CallRequest): Promise<Answer<number>> {
    state.calls += 1;
    state.last = request;
    const { calls: data, headers, bytes, failing } = state;
    request.record({ start: 0, end: 1, outcome: 'ok', attempt: 1, injectedMs: 3 });
    await state.gate;
    if (failing instanceof Error) throw failing;
    if (failing) throw new UpstreamError('numbers', failing.reason, 'no', failing);
    return { data, source: 'fresh', injectedMs: 3, headers, bytes };
  }
  const now = () => state.seconds * 1000;
  const cache = createCache({ upstream: 'numbers', maxBytes, refreshLimit: 60_000, log, now }, next);
  async function get(overrides: Partial<CallRequest> = {}) {
    const { data, source, ageSeconds, reason } = await cache.call(request(overrides));
    const age = ageSeconds === undefined ? '' : ` ${ageSeconds} s`;
    return `${data} ${source}${age}${reason === undefined ? '' : ` ${reason}`}`;
  }
  return Object.assign(state, { cache, get });
}

/** Lets everything that can go on without a timer or a socket go on. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
/** How many timers run. */
export const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
