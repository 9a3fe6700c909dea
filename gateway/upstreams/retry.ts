import { setTimeout as delay } from 'node:timers/promises';
import { type Call, type CallRequest, UpstreamError } from './call.ts';

/** The longest pause before the second attempt, in milliseconds: drawn anew each time, so that callers don't come in step. */
const PAUSE = 100;

/**
 * A second attempt where the first one failed and another might not: for calls that do no harm when they arrive twice, which
 * the caller must know. Not tried again: what the upstream refused by a 4xx, what our own breaker or bulkhead held back, and
 * what nobody waits for any more.
 */
export function retryOnce<Result>(next: Call<Result>): Call<Result> {
  return async function withRetry(request) {
    try {
      return await next(request);
    } catch (error) {
      if (!mayHelp(error)) throw error;
      await pause(request, error);
      return next({ ...request, attempt: request.attempt + 1 });
    }
  };
}

function mayHelp(error: unknown): boolean {
  return error instanceof UpstreamError && error.health === 'failed' && error.reason !== 'internal';
}

async function pause({ signal, deadline }: CallRequest, error: unknown): Promise<void> {
  const ms = Math.random() * PAUSE;
  if (deadline - performance.now() < ms) throw error;
  await delay(ms, undefined, { signal }).catch(() => {
    throw error;
  });
}
