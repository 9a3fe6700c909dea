import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { promotionsQuerySchema } from '@frontpage/shared/contracts/promotions.ts';
import { createLatency } from '@frontpage/shared/latency/latency.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import type { App } from '@frontpage/shared/server.ts';
import { serviceApp } from '@frontpage/shared/service-app.ts';
import { validate } from '@frontpage/shared/validate.ts';
import type { PromoConfig } from './config.ts';
import { promoMetrics } from './metrics.ts';
import { campaignsReader } from './read-campaigns.ts';
import { createShop } from './shop.ts';
import { watchCampaigns } from './watch-campaigns.ts';

/**
 * Promo: which banners are shown at an instant, and which books are on sale. The same for every reader.
 *
 * @param clock the time, in milliseconds since 1970; `Date.now` unless given.
 * @throws CampaignsError when the campaigns file can't be used.
 */
export function createPromo(
  { CAMPAIGNS_FILE: file, CAMPAIGNS_INTERVAL: interval, BANNERS, ...config }: PromoConfig,
  surroundings: Surroundings,
  clock: () => number = Date.now,
): App {
  let shop = createShop([], BANNERS);
  const close = watchCampaigns({
    file,
    interval,
    read: campaignsReader(loadCatalogue(), file),
    use(campaigns) {
      shop = createShop(campaigns, BANNERS);
    },
    metrics: promoMetrics(surroundings.registry),
    log: surroundings.log,
  });
  const latency = createLatency('promo', config, surroundings);

  const app = serviceApp(surroundings, (routes) => {
    for (const resource of ['promotions', 'sales'] as const) {
      routes.get(`/${resource}`, latency.inject, (req, res) => {
        const { at } = validate(promotionsQuerySchema, req.query, 'query');
        const instant = at === undefined ? clock() : Temporal.Instant.from(at).epochMilliseconds;
        const { body, etag, until } = shop[resource][at === undefined ? 'now' : 'at'](instant);
        res.setHeader('content-type', 'application/json; charset=utf-8');
        res.setHeader('etag', etag);
        res.setHeader(
          'cache-control',
          `public, max-age=${secondsUntil(until, instant)}, stale-if-error=86400`,
        );
        if (names(req.headers['if-none-match'], etag)) res.status(304);
        res.send(body);
      });
    }
  });
  return { app, operations: latency.operations, close };
}

/**
 * Whether If-None-Match names this tag, by the weak comparison (RFC 9110, section 13.1.2). Not Express' `req.fresh`: that
 * says no wherever the request also has `Cache-Control: no-cache`, which `fetch` adds.
 */
function names(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags?.some((tag) => tag === '*' || tag === etag) ?? false;
}

/** Where no change is in sight a copy is good for a day: the campaigns' file may be edited. */
const NO_CHANGE = 86_400;

// Rounded down: a copy is never used past the change, at the price of a second's earlier refresh.
function secondsUntil(until: number | undefined, instant: number): number {
  return until === undefined ? NO_CHANGE : Math.floor((until - instant) / 1000);
}
