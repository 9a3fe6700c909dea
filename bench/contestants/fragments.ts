/** The gateway's home page with as many fragments as FRAGMENTS says: banners and books in turn, each from an upstream of its own. */
import { promotionsSchema } from '@frontpage/shared/contracts/promotions.ts';
import { ratesSchema } from '@frontpage/shared/contracts/rates.ts';
import { recommendationsSchema } from '@frontpage/shared/contracts/recommendations.ts';
import { wholeNumber } from '@frontpage/shared/env.ts';
import { measureRequests } from '@frontpage/shared/metrics.ts';
import { runProcess, type Surroundings } from '@frontpage/shared/process.ts';
import { requestContext } from '@frontpage/shared/request-context.ts';
import { securityHeaders } from '@frontpage/shared/security-headers.ts';
import type { App } from '@frontpage/shared/server.ts';
import express from 'express';
import { type GatewayConfig, gatewayEnv } from '../../gateway/config.ts';
import { commonOf, connectPolls } from '../../gateway/connect.ts';
import { errorPage } from '../../gateway/error-page.ts';
import { createHomeRoutes } from '../../gateway/home/home-routes.ts';
import { createParts, type Part } from '../../gateway/home/parts.ts';
import { type GatewayMetrics, gatewayMetrics } from '../../gateway/metrics.ts';
import { createPrices } from '../../gateway/prices/prices.ts';
import { sameOrigin } from '../../gateway/readers/same-origin.ts';
import { readCookies } from '../../gateway/readers/session.ts';
import { createShop } from '../../gateway/shop.ts';
import { createUpstream } from '../../gateway/upstreams/upstream.ts';

const fragmentsEnv = gatewayEnv.extend({
  /** An even number: they come in pairs. */
  FRAGMENTS: wholeNumber({ default: 2, min: 2, max: 64, unit: 'fragments' }),
});
type Config = GatewayConfig & { readonly FRAGMENTS: number };

await runProcess('fragments', fragmentsEnv, createPages);

/** What stands around a home page in the gateway, in its order; its other pages are left out. */
function createPages(config: Config, { log, registry }: Surroundings): App {
  const metrics = gatewayMetrics(registry);
  const { show: showPrices } = createPrices(connectPolls(config, { metrics, log }), config, { metrics, log });
  const shop = createShop(config, { metrics, log, showPrices, forget() {} });
  const parts = createManyParts(config, { metrics, log });
  const home = createHomeRoutes(config, {
    parts: { snapshot: parts, live: parts },
    showPrices,
    observers: [shop.recordPage],
    metrics,
    log,
  });
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(measureRequests(registry));
  app.use(requestContext);
  app.use(securityHeaders());
  app.use(readCookies(config, log));
  app.use(sameOrigin);
  app.use(home.routes);
  app.use(errorPage(log));
  return { app };
}

type Needs = { readonly metrics: GatewayMetrics; readonly log: Surroundings['log'] };

/** The gateway's two parts, again and again, each with a stack of calls and a template of its own. */
function createManyParts(config: Config, needs: Needs): readonly Part[] {
  const common = { ...commonOf(config), policy: 'fallback' } as const;
  const rates = createUpstream(
    { ...common, name: 'rates', url: config.RATES_URL, schema: ratesSchema },
    needs,
  );
  const pairs = Array.from({ length: config.FRAGMENTS / 2 }, (_, i) => {
    const nth = i === 0 ? '' : `-${i + 1}`;
    const promo = { ...common, name: `promo${nth}`, url: config.PROMO_URL, schema: promotionsSchema };
    const recommendation = {
      ...common,
      name: `recommendation${nth}`,
      url: config.RECOMMENDATION_URL,
      schema: recommendationsSchema,
    };
    return createParts({
      promo: createUpstream(promo, needs),
      recommendation: createUpstream(recommendation, needs),
      rates,
    });
  });
  return pairs.flatMap(({ snapshot }) => snapshot);
}
