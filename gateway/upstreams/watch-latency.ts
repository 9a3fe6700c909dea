import { type Answer, type Call, UpstreamError } from './call.ts';
import type { LatencyHistogram } from './latency-histogram.ts';

/**
 * Notes how long an upstream's attempts take, whichever strategy makes them. One that was given up counts for as long as
 * it had lasted; one that was cancelled only where that was already long for this upstream, as a hedge's loser is: left
 * out, the slow ones would vanish and the quantile sink below what callers meet. A quick failure says nothing of how
 * long answers take.
 *
 * @param late the quantile from which an attempt is long
 */
export function watchLatency<T>(
  latencies: LatencyHistogram,
  late: number,
  next: Call<Answer<T>>,
): Call<Answer<T>> {
  return async function watched(request) {
    const start = performance.now();
    try {
      const answer = await next(request);
      latencies.record(performance.now() - start);
      return answer;
    } catch (error) {
      const lasted = performance.now() - start;
      const reason = error instanceof UpstreamError ? error.reason : undefined;
      const wasLate =
        reason === 'aborted' && lasted >= (latencies.quantile(late) ?? Number.POSITIVE_INFINITY);
      if (wasLate || reason === 'timeout' || reason === 'deadline') latencies.record(lasted);
      throw error;
    }
  };
}
