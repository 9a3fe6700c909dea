import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import { Router } from 'express';
import { bookRoutes } from './books/book-routes.ts';
import { createBuy } from './books/buy.ts';
import type { GatewayConfig } from './config.ts';
import { connectShop, EVENTS_TIMEOUT } from './connect.ts';
import { clickRoutes } from './events/clicks.ts';
import { recordImpressions } from './events/impressions.ts';
import { createEventQueue } from './events/queue.ts';
import { createSendEvents } from './events/send.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { ShowPrices } from './prices/shown-prices.ts';
import { createPurchases } from './readers/purchases.ts';
import { signInRoutes } from './readers/sign-in.ts';
import { createShopPages } from './shop-page.ts';

type Needs = {
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
  readonly showPrices: ShowPrices;
  /** Drops the recommendations that are remembered for a reader. */
  readonly forget: (reader: string) => void;
};

/** What waits is sent for at most this long when the gateway stops, in milliseconds. */
const FLUSH_LIMIT = 1000;

/** The shop around the home page: signing in, a page for each book, buying, and what is learnt from clicks and impressions. */
export function createShop(config: GatewayConfig, { metrics, log, showPrices, forget }: Needs) {
  const upstreams = connectShop(config, { metrics, log });
  const catalogue = loadCatalogue();
  const queue = createEventQueue({
    limit: config.EVENTS_QUEUE,
    send: createSendEvents(upstreams.events, EVENTS_TIMEOUT),
    metrics,
    log,
  });
  const purchasesOf = createPurchases(upstreams.reader, config.PAGE_BUDGET);
  const buy = createBuy({ ...upstreams, timeout: config.PURCHASE_TIMEOUT, forget, metrics });
  const sendPage = createShopPages(showPrices);

  const routes = Router();
  routes.use(signInRoutes({ upstreams, sendPage, config }));
  routes.use(bookRoutes({ catalogue, purchasesOf, buy, sendPage }));
  routes.use(clickRoutes(queue, catalogue));

  return {
    routes,
    purchasesOf,
    sendPage,
    recordPage: recordImpressions(queue),
    async close() {
      await queue.close(FLUSH_LIMIT);
      await Promise.all(Object.values(upstreams).map((upstream) => upstream.close()));
    },
  };
}
