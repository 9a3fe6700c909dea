import type { Sales } from '@frontpage/shared/contracts/promotions.ts';
import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import type { GatewayConfig } from '../config.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { EURO } from './money.ts';
import { startPoll } from './poll.ts';
import { pricesBy } from './price.ts';
import { type ShowPrices, showPricesBy } from './shown-prices.ts';

export type Prices = {
  /** What a book costs now, as a reader sees it. */
  readonly show: ShowPrices;
  /** The currencies that prices can be shown in now. */
  currencies(): readonly string[];
  close(): Promise<void>;
};

type Polled = { readonly sales: Upstream<Sales>; readonly rates: Upstream<Rates> };

/** How much longer than one attempt a poll may take: it ends by its attempt's timeout, and waits for no place in line. */
const SLACK = 1000;

/** The shop's prices: the sales and the exchange rates are asked for in the background, from now on until it is closed. */
export function createPrices(
  upstreams: Polled,
  config: GatewayConfig,
  surroundings: { metrics: GatewayMetrics; log: Logger },
): Prices {
  const limit = config.UPSTREAM_TIMEOUT + SLACK;
  const sales = startPoll(
    { name: 'sales', call: upstreams.sales.calls.plain, path: '/sales', interval: config.SALES_POLL, limit },
    surroundings,
  );
  const rates = startPoll(
    { name: 'rates', call: upstreams.rates.calls.plain, path: '/rates', interval: config.RATES_POLL, limit },
    surroundings,
  );
  const priceOf = pricesBy(() => sales.latest()?.data);
  const show = showPricesBy({ priceOf, latest: () => rates.latest()?.data, oldAfter: config.RATES_STALE });
  return {
    show,
    currencies: () => show(EURO).currencies,
    async close() {
      await Promise.all([sales.close(), rates.close()]);
      await Promise.all([upstreams.sales.close(), upstreams.rates.close()]);
    },
  };
}
