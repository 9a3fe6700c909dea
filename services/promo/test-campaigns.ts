import { type Catalogue, loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { promotionsSchema, salesSchema } from '@frontpage/shared/contracts/promotions.ts';
import type { Answer } from './answers.ts';
import { campaignsReader } from './read-campaigns.ts';
import { createShop } from './shop.ts';

/** A row of the campaigns file. */
export type Row = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly callToAction: string;
  readonly books?: readonly string[];
  readonly subjects?: readonly string[];
  readonly discountPercent: number;
  readonly from: string;
  readonly until: string;
  readonly yearly: boolean;
  readonly timeZone: string;
  readonly priority: number;
};

export const catalogue: Catalogue = loadCatalogue();

/** A row on one book, in the first week of June 2026 in Paris. */
export function row(overrides: Partial<Row> = {}): Row {
  return {
    id: 'one',
    title: 'One',
    text: 'A text.',
    callToAction: 'Read',
    ...(overrides.subjects ? {} : { books: ['emma'] }),
    discountPercent: 25,
    from: '2026-06-01',
    until: '2026-06-08',
    yearly: false,
    timeZone: 'Europe/Paris',
    priority: 5,
    ...overrides,
  };
}

/** The shop with these campaigns, read as the file is, and its answers read by their contracts. */
export function shopOf(rows: readonly Row[], limit = 4) {
  const campaigns = campaignsReader(catalogue, 'a test')(JSON.stringify(rows));
  const shop = createShop(campaigns, limit);
  return {
    ...shop,
    bannersAt: (at: number) => promotionsSchema.parse(bodyOf(shop.promotions.at(at))).promotions,
    salesAt: (at: number) => salesSchema.parse(bodyOf(shop.sales.at(at))).sales,
  };
}

/** An instant's milliseconds since 1970. */
export function ms(instant: string): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
}

function bodyOf({ body }: Answer): unknown {
  return JSON.parse(body.toString());
}
