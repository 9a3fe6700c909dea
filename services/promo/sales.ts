import type { Book } from '@frontpage/shared/contracts/book.ts';
import type { Sales } from '@frontpage/shared/contracts/promotions.ts';
import type { Running } from './calendar.ts';

/** A book's price while campaigns reduce it, and the campaign that makes it. */
export type Sale = Running & { readonly book: Book; readonly salePriceCents: number };

/**
 * The price of every book that is on sale, by its id. Where several campaigns reduce it, the best discount is taken,
 * never several together; between equal ones the campaign with the higher priority, then the one that ends last,
 * then the first by name.
 */
export function salesOf(running: readonly Running[]): ReadonlyMap<string, Sale> {
  const sales = new Map<string, Sale>();
  for (const one of running.toSorted(byDiscount)) {
    for (const book of one.campaign.books) {
      if (sales.has(book.id)) continue;
      sales.set(book.id, { ...one, book, salePriceCents: reduced(book, one.campaign.discountPercent) });
    }
  }
  return sales;
}

/** The same as it leaves the service, in the order of the books' ids. */
export function toSales(sales: ReadonlyMap<string, Sale>): Sales['sales'] {
  return [...sales.values()]
    .sort((a, b) => (a.book.id < b.book.id ? -1 : 1))
    .map(({ book, campaign, period, salePriceCents }) => ({
      book: book.id,
      campaign: campaign.id,
      discountPercent: campaign.discountPercent,
      salePriceCents,
      until: Temporal.Instant.fromEpochMilliseconds(period.until).toString(),
    }));
}

function byDiscount(a: Running, b: Running): number {
  return (
    b.campaign.discountPercent - a.campaign.discountPercent ||
    b.campaign.priority - a.campaign.priority ||
    b.period.until - a.period.until ||
    (a.campaign.id < b.campaign.id ? -1 : 1)
  );
}

// To the nearest cent, half a cent up; nothing is free.
function reduced({ priceCents }: Book, discountPercent: number): number {
  return Math.max(1, Math.round((priceCents * (100 - discountPercent)) / 100));
}
