import { promotionsSchema } from '@frontpage/shared/contracts/promotions.ts';
import { recommendationsSchema } from '@frontpage/shared/contracts/recommendations.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import type { GatewayConfig } from './config.ts';
import type { Upstreams } from './home/parts.ts';
import type { GatewayMetrics } from './metrics.ts';
import { createUpstream } from './upstreams/upstream.ts';

/** The gateway's upstreams, each with its stacks, as the configuration says. A new upstream is a new row. */
export function connectUpstreams(
  config: GatewayConfig,
  surroundings: { metrics: GatewayMetrics; log: Logger },
): Upstreams {
  const common = {
    timeout: config.UPSTREAM_TIMEOUT,
    maxBytes: config.UPSTREAM_MAX_BYTES,
    breaker: {
      threshold: config.BREAKER_THRESHOLD,
      volume: config.BREAKER_VOLUME,
      window: config.BREAKER_WINDOW,
      reset: config.BREAKER_RESET,
    },
    bulkhead: { limit: config.BULKHEAD_LIMIT, queue: config.BULKHEAD_QUEUE },
    hedge: { percentile: config.HEDGE_PERCENTILE, budget: config.HEDGE_BUDGET },
    cache: { maxBytes: config.CACHE_MAX_BYTES, refreshLimit: config.PAGE_BUDGET },
  };
  return {
    promo: createUpstream(
      {
        ...common,
        name: 'promo',
        url: config.PROMO_URL,
        policy: config.PROMO_POLICY,
        schema: promotionsSchema,
      },
      surroundings,
    ),
    recommendation: createUpstream(
      {
        ...common,
        name: 'recommendation',
        url: config.RECOMMENDATION_URL,
        policy: config.RECOMMENDATION_POLICY,
        schema: recommendationsSchema,
      },
      surroundings,
    ),
  };
}
