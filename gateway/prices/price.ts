import type { Book } from '@frontpage/shared/contracts/book.ts';
import type { Sales } from '@frontpage/shared/contracts/promotions.ts';

/** What a book costs, in euro cents; where its price is reduced, to what, by how much, and until when. */
export type Price = {
  readonly priceCents: number;
  readonly salePriceCents?: number;
  readonly discountPercent?: number;
  readonly until?: string;
};

export type PriceOf = (book: Pick<Book, 'id' | 'priceCents'>) => Price;

type Sale = Sales['sales'][number];

/**
 * Prices by the last known sales. A reduction ends at its own instant, whether or not newer sales are known by then, and
 * what would not make a book cheaper is none.
 *
 * @param now milliseconds since 1970
 */
export function pricesBy(latest: () => Sales | undefined, now: () => number = Date.now): PriceOf {
  let known: Sales | undefined;
  let byBook = new Map<string, Sale & { readonly ends: number }>();

  return function priceOf({ id, priceCents }) {
    const sales = latest();
    if (sales !== known) {
      known = sales;
      byBook = new Map(sales?.sales.map((sale) => [sale.book, { ...sale, ends: Date.parse(sale.until) }]));
    }
    const sale = byBook.get(id);
    if (!sale || sale.ends <= now() || sale.salePriceCents >= priceCents) return { priceCents };
    const { salePriceCents, discountPercent, until } = sale;
    return { priceCents, salePriceCents, discountPercent, until };
  };
}
