import type { Page } from '../../gateway/home/page.ts';
import { createParts, type Upstreams } from '../../gateway/home/parts.ts';
import { createPageViews } from '../../gateway/home/views.ts';
import { showPricesBy } from '../../gateway/prices/shown-prices.ts';

const views = createPageViews(
  showPricesBy({ priceOf: ({ priceCents }) => ({ priceCents }), latest: () => undefined, oldAfter: 1 }),
);
// Only what renders them is asked of the parts here.
const parts = createParts({ promo: {}, recommendation: {} } as unknown as Upstreams).snapshot;
const page = {
  id: 'none',
  strategy: 'concurrent',
  wish: { currency: 'EUR' },
  address: '/',
  requestId: 'none',
} as Page;

/** The gateway's own page, from two answers, without a figure in its timing. */
export function renderPage(answers: readonly unknown[]): string {
  const view = views.of(page);
  const fragments = answers.map((data) => ({ data, source: 'fresh' }) as never);
  const timing = { totalMs: 0, queue: undefined, boundMs: undefined, overheadMs: undefined, calls: [] };
  return view.head + parts.map((part, i) => view.part(part, fragments[i])).join('') + view.tail(timing);
}
