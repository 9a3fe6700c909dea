import type { GatewayMetrics } from '../metrics.ts';
import { type Answer, type AttemptRecord, type Call, UpstreamError } from './call.ts';

/** Times an attempt for the metrics, and notes it for the page's own waterfall. */
export function measure<T>(
  upstream: string,
  metrics: GatewayMetrics,
  next: Call<Answer<T>>,
): Call<Answer<T>> {
  const attempts = metrics.attempts.labels({ upstream });
  const cancelled = metrics.cancelled.labels({ upstream });
  const wellDuration = metrics.attemptDuration.labels({ upstream, outcome: 'ok' });

  let underWay = 0;

  metrics.inFlight.from(() => underWay, upstream);
  attempts.inc(0);
  cancelled.inc(0);

  return async function measured(request) {
    const record: AttemptRecord = { attempt: request.attempt, start: performance.now() };
    attempts.inc();
    underWay += 1;
    request.record(record);
    try {
      const answer = await next(request);
      record.outcome = 'ok';
      record.injectedMs = answer.injectedMs;
      return answer;
    } catch (error) {
      record.outcome = 'internal';
      if (error instanceof UpstreamError) ({ reason: record.outcome, injectedMs: record.injectedMs } = error);
      if (record.outcome === 'aborted') cancelled.inc();
      throw error;
    } finally {
      record.end = performance.now();
      underWay -= 1;
      const { outcome = 'internal' } = record;
      const duration =
        outcome === 'ok' ? wellDuration : metrics.attemptDuration.labels({ upstream, outcome });
      duration.observe((record.end - record.start) / 1000);
    }
  };
}
