import { eventsAnswerSchema } from '@frontpage/shared/contracts/events.ts';
import { promotionsSchema, salesSchema } from '@frontpage/shared/contracts/promotions.ts';
import { ratesSchema } from '@frontpage/shared/contracts/rates.ts';
import { readerSchema, readersSchema } from '@frontpage/shared/contracts/readers.ts';
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
  const common = commonOf(config);
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
    rates: createUpstream(
      { ...common, name: 'rates', url: config.RATES_URL, policy: 'fallback', schema: ratesSchema },
      surroundings,
    ),
  };
}

/**
 * What the gateway asks for in the background. Each has a stack of its own, so that what befalls a page's calls has no
 * part in whether its breaker lets a poll through, and the reverse.
 */
export function connectPolls(config: GatewayConfig, surroundings: { metrics: GatewayMetrics; log: Logger }) {
  const common = { ...commonOf(config), policy: 'fallback' } as const;
  const sales = { ...common, name: 'sales-poll', url: config.PROMO_URL, schema: salesSchema };
  const rates = { ...common, name: 'rates-poll', url: config.RATES_URL, schema: ratesSchema };
  return { sales: createUpstream(sales, surroundings), rates: createUpstream(rates, surroundings) };
}

/**
 * What the shop around the home page asks recommendation for. Each has a stack of its own, so that neither a slow write nor a
 * line of impressions takes a place from the home page or opens its breaker.
 */
export function connectShop(config: GatewayConfig, surroundings: { metrics: GatewayMetrics; log: Logger }) {
  const common = { ...commonOf(config), url: config.RECOMMENDATION_URL, policy: 'fallback' } as const;
  const purchases = { ...common, name: 'purchases', timeout: config.PURCHASE_TIMEOUT };
  const events = { ...common, name: 'events', timeout: EVENTS_TIMEOUT };
  return {
    readers: createUpstream({ ...common, name: 'readers', schema: readersSchema }, surroundings),
    reader: createUpstream({ ...common, name: 'reader', schema: readerSchema }, surroundings),
    purchases: createUpstream({ ...purchases, schema: eventsAnswerSchema }, surroundings),
    events: createUpstream({ ...events, schema: eventsAnswerSchema }, surroundings),
  };
}

/** A batch of events is in nobody's way; milliseconds. */
export const EVENTS_TIMEOUT = 5000;

/** What the stack of every upstream is set to. */
export function commonOf(config: GatewayConfig) {
  return {
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
}
