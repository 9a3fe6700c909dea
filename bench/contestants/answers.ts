import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Promotions } from '@frontpage/shared/contracts/promotions.ts';
import type { Recommendations } from '@frontpage/shared/contracts/recommendations.ts';

const { books } = loadCatalogue();

/** Three banners. */
export const promotions: Promotions = {
  at: '2026-11-23T12:00:00.000Z',
  promotions: books.slice(0, 3).map((book) => ({
    id: `week-of-${book.id}`,
    title: `A week of ${book.title}`,
    text: 'Reduced for seven days, because winter evenings are long and this book is longer.',
    callToAction: 'Read it first',
    book,
    discountPercent: 20,
    salePriceCents: Math.round(book.priceCents * 0.8),
    from: '2026-11-20T00:00:00Z',
    until: '2026-11-27T00:00:00Z',
    lastDay: '2026-11-26',
  })),
};

/** Ten books. */
export const recommendations: Recommendations = {
  reader: 'visitor',
  basis: 'popularity',
  books: books
    .slice(10, 20)
    .map((book, nth) => ({ book, reason: 'popular with readers', score: 1 - nth / 20 })),
};
