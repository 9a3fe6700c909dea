import { httpUrl, milliseconds, oneOf, onOff, optionalHttpUrl, wholeNumber } from '@frontpage/shared/env.ts';
import { serverEnv } from '@frontpage/shared/server.ts';
import { z } from 'zod';
import { strategyNames } from './home/strategies.ts';
import { uploadsEnv } from './uploads/config.ts';
import { POLICIES } from './upstreams/upstream.ts';

/** Every variable of the gateway, with its default; times in milliseconds. */
export const gatewayEnv = z.object({
  ...serverEnv({ service: 8080, operations: 9080 }),
  PROMO_URL: httpUrl('http://127.0.0.1:8081'),
  RECOMMENDATION_URL: httpUrl('http://127.0.0.1:8082'),
  RATES_URL: httpUrl('http://127.0.0.1:8083'),
  /** Whether a request may choose latency, faults and seed by header. Not for where visitors come. */
  LAB: onOff(false),
  /** The strategy of `GET /`. */
  HOME_STRATEGY: oneOf(strategyNames, 'concurrent'),
  /** How long a page may take in all. */
  PAGE_BUDGET: milliseconds(2000, 60_000),
  /** How long one attempt at an upstream may take, headers and body. */
  UPSTREAM_TIMEOUT: milliseconds(1500, 60_000),
  /** The largest answer of an upstream that is accepted, in bytes. */
  UPSTREAM_MAX_BYTES: wholeNumber({ default: 1_048_576, min: 1024, max: 1_073_741_824, unit: 'bytes' }),
  /** What becomes of the part when its upstream fails: a note, the last good answer, or no page at all. */
  PROMO_POLICY: oneOf(POLICIES, 'fallback'),
  RECOMMENDATION_POLICY: oneOf(POLICIES, 'fallback'),
  /** How many calls to one upstream may be under way, and how many more may wait. */
  BULKHEAD_LIMIT: wholeNumber({ default: 512, min: 1, max: 100_000, unit: 'calls' }),
  BULKHEAD_QUEUE: wholeNumber({ default: 512, min: 0, max: 100_000, unit: 'calls' }),
  /** A hedge is sent after this percentile of an upstream's latency, */
  HEDGE_PERCENTILE: wholeNumber({ default: 95, min: 50, max: 99, unit: 'percent' }),
  /** and hedges may be this share of all calls. */
  HEDGE_BUDGET: wholeNumber({ default: 5, min: 0, max: 100, unit: 'percent' }),
  /** The longest time between two questions for the sales, and for the exchange rates. */
  SALES_POLL: milliseconds(30_000),
  RATES_POLL: milliseconds(30_000),
  /** Exchange rates that were last confirmed this long ago are marked as old. */
  RATES_STALE: milliseconds(129_600_000, 31_622_400_000),
  /** The most that answers kept in memory may weigh, for each upstream, in bytes. */
  CACHE_MAX_BYTES: wholeNumber({ default: 16_777_216, min: 1024, max: 4_294_967_296, unit: 'bytes' }),
  /** How many pages of the strategy blocking are made at once, and how many more may wait. */
  BLOCKING_WORKERS: wholeNumber({ default: 2, min: 1, max: 64, unit: 'workers' }),
  BLOCKING_QUEUE: wholeNumber({ default: 100, min: 0, max: 100_000, unit: 'pages' }),
  /** How many certificates may wait to be made, and how long one may wait for the template and its text. */
  CERTIFICATE_QUEUE: wholeNumber({ default: 500, min: 0, max: 100_000, unit: 'certificates' }),
  CERTIFICATE_WAIT: milliseconds(10_000, 60_000),
  ...uploadsEnv,
  /** Where traces of pages are sent by OTLP over HTTP; none are made where it isn't set. */
  OTEL_EXPORTER_OTLP_ENDPOINT: optionalHttpUrl(),
  /** How many of the pages that begin a trace are recorded. */
  TRACES_SHARE: wholeNumber({ default: 100, min: 0, max: 100, unit: 'percent' }),
  /** Past this many pages in flight, or this much delay of the event loop, pages are refused. */
  SHED_IN_FLIGHT: wholeNumber({ default: 2000, min: 1, max: 1_000_000, unit: 'pages' }),
  SHED_LOOP_DELAY: milliseconds(200, 60_000),
  /** A breaker opens at this share of failed calls, */
  BREAKER_THRESHOLD: wholeNumber({ default: 50, min: 1, max: 100, unit: 'percent' }),
  /** but not on fewer calls than this */
  BREAKER_VOLUME: wholeNumber({ default: 10, min: 1, max: 1_000_000, unit: 'calls' }),
  /** within this time; */
  BREAKER_WINDOW: milliseconds(10_000),
  /** and this long after it opened it lets one call through to see whether the upstream has recovered. */
  BREAKER_RESET: milliseconds(5000),
  /** What the cookie of a reader who has signed in is signed with; several gateways need the same. Random unless set. */
  COOKIE_SECRET: cookieSecret(),
  /** Whether browsers send it by https alone. On wherever visitors come by https. */
  COOKIE_SECURE: onOff(false),
  /** How long one attempt to record a purchase may take; there are at most two. */
  PURCHASE_TIMEOUT: milliseconds(2000, 60_000),
  /** How many impressions and clicks may wait for recommendation; those beyond are dropped, and counted; 0 keeps none. */
  EVENTS_QUEUE: wholeNumber({ default: 10_000, min: 0, max: 1_000_000, unit: 'events' }),
});

export type GatewayConfig = z.output<typeof gatewayEnv>;

// The message begins with the variable's name, so that the fault doesn't quote what was given: logs are no place for it.
function cookieSecret() {
  return z.string().min(32, 'COOKIE_SECRET takes at least 32 characters').optional();
}
