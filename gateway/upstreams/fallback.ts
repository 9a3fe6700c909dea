import type { Logger } from '@frontpage/shared/logger.ts';
import { type Answer, type Call, type Reason, UpstreamError } from './call.ts';

/** How a call ended for the page: with data, or without and why. It never fails. */
export type Outcome<T> =
  | (Pick<Answer<T>, 'source' | 'data' | 'ageSeconds' | 'reason' | 'headers'> & {
      readonly status?: undefined;
    })
  | {
      readonly source: 'fallback';
      readonly data?: undefined;
      readonly ageSeconds?: undefined;
      readonly headers?: undefined;
      readonly reason: Reason;
      /** The status that the upstream answered with, where that is why. */
      readonly status?: number;
    };

/** Turns every failure into an outcome with its reason, so that a page never sees an exception of an upstream. */
export function fallback<T>(upstream: string, log: Logger, next: Call<Answer<T>>): Call<Outcome<T>> {
  return async function withFallback(request) {
    try {
      const { source, data, ageSeconds, reason, headers } = await next(request);
      return { source, data, ageSeconds, reason, headers };
    } catch (error) {
      if (!(error instanceof UpstreamError) || error.reason === 'internal') {
        log.error({ err: error, upstream }, `unforeseen failure of a call to ${upstream}`);
        return { source: 'fallback', reason: 'internal' };
      }
      log.debug({ upstream, reason: error.reason, traceId: request.trace.traceId }, error.message);
      const { reason, status } = error;
      return { source: 'fallback', reason, ...(status !== undefined && { status }) };
    }
  };
}
