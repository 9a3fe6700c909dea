import type { Page } from '../../gateway/home/page.ts';
import { createParts, type Upstreams } from '../../gateway/home/parts.ts';
import type { Timing } from '../../gateway/home/timing.ts';
import { createPageViews } from '../../gateway/home/views.ts';
import { showPricesBy } from '../../gateway/prices/shown-prices.ts';

/** Prices in euros, none of them reduced. */
export const showPrices = showPricesBy({
  priceOf: ({ priceCents }) => ({ priceCents }),
  latest: () => undefined,
  oldAfter: 1,
});

/** The page that everybody makes: no reader, euros, without a figure in its timing. */
export const page = {
  id: 'none',
  strategy: 'concurrent',
  wish: { currency: 'EUR' },
  address: '/home/concurrent',
  requestId: 'none',
} as Page;
export const timing: Timing = {
  totalMs: 0,
  queue: undefined,
  boundMs: undefined,
  overheadMs: undefined,
  calls: [],
};

const views = createPageViews(showPrices);
// Only what renders them is asked of the parts here.
const parts = createParts({ promo: {}, recommendation: {} } as unknown as Upstreams).snapshot;

/** The gateway's own page, by its own templates, from two answers. */
export function renderPage(answers: readonly unknown[]): string {
  const view = views.of(page);
  const fragments = answers.map((data) => ({ data, source: 'fresh' }) as never);
  return view.head + parts.map((part, i) => view.part(part, fragments[i])).join('') + view.tail(timing);
}
