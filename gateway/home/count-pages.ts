import type { GatewayMetrics } from '../metrics.ts';
import type { Delivered } from './deliver.ts';
import type { PageObserver } from './home.ts';

/** Counts and times every page that has ended. */
export function countPages(metrics: GatewayMetrics): PageObserver {
  return function countPage({ strategy, start, trace }, delivered) {
    const { fragments, timing, firstByteMs } = delivered;
    metrics.pages.inc({ strategy, outcome: outcomeOf(delivered) });
    metrics.pageDuration.observe({
      labels: { strategy },
      value: (performance.now() - start) / 1000,
      // prom-client's type has a histogram's own labels here.
      exemplarLabels: { trace_id: trace.traceId } as Record<string, string>,
    });
    if (firstByteMs !== undefined) metrics.firstByte.observe({ strategy }, firstByteMs / 1000);
    if (timing.overheadMs !== undefined) metrics.pageOverhead.observe({ strategy }, timing.overheadMs / 1000);
    for (const { upstream, source, reason = '' } of fragments) {
      metrics.fragments.inc({ strategy, upstream, source, reason });
    }
  };
}

function outcomeOf({ fragments, firstByteMs }: Delivered): 'whole' | 'degraded' | 'failed' {
  if (firstByteMs === undefined) return 'failed';
  return fragments.every(({ source }) => source === 'fresh' || source === 'cached') ? 'whole' : 'degraded';
}
