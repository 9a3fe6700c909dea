import type { Promotion } from '@frontpage/shared/contracts/promotions.ts';
import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import type { Outcome } from '../upstreams/fallback.ts';
import { EURO } from './money.ts';
import type { Price, PriceOf } from './price.ts';
import { createPriceTags } from './price-tags.ts';
import { type RatesNote, ratesNote } from './rates-note.ts';

/** The shop's prices as one reader sees them. */
export type ShownPrices = {
  /** What the reader chose; the prices are in euros where there is no rate for it. */
  readonly currency: string;
  /** What there is to choose from. */
  readonly currencies: readonly string[];
  /** Where the exchange rate comes from; undefined where none is needed. */
  readonly note: RatesNote | undefined;
  /** A book's price as HTML: one paragraph. */
  tag(book: Parameters<PriceOf>[0]): string;
  /** The banners that have not ended: an answer from memory may be older than their end. */
  running(promotions: readonly Promotion[]): readonly Promotion[];
  /** The price of a banner's book as HTML. */
  bannerTag(promotion: Promotion): string;
};

/**
 * @param asked how a page's own question for the rates ended, where it asked; its answer goes before the snapshot
 */
export type ShowPrices = (currency: string, asked?: Outcome<Rates>) => ShownPrices;

type Options = {
  readonly priceOf: PriceOf;
  /** The last known exchange rates. */
  readonly latest: () => Rates | undefined;
  /** Rates that were confirmed this long ago are old, in milliseconds. */
  readonly oldAfter: number;
};

const ONLY_EURO = [EURO];

/** Makes the function that shows prices in a reader's currency, by the last known rates, or in euros where there are none. */
export function showPricesBy({ priceOf, latest, oldAfter }: Options): ShowPrices {
  const tagsIn = createPriceTags();
  const currenciesOf = rememberCurrencies();

  return function showPrices(currency, asked) {
    const rates = asked?.data ?? latest();
    const rate = currency === EURO ? 1 : rates?.rates[currency];
    const tag = rate === undefined ? tagsIn(EURO, 1) : tagsIn(currency, rate);
    return {
      currency,
      currencies: currenciesOf(rates),
      note:
        currency === EURO
          ? undefined
          : ratesNote(currency, rate === undefined ? undefined : rates, { asked, oldAfter }),
      tag: (book) => tag(priceOf(book)),
      running: (promotions) => promotions.filter(({ until }) => Date.now() < Date.parse(until)),
      bannerTag: (promotion) => tag(bannerPrice(promotion, priceOf)),
    };
  };
}

// The shelf's price, so that the two agree; the banner's own where it is ahead of the sales that we know of.
function bannerPrice(promotion: Promotion, priceOf: PriceOf): Price {
  const price = priceOf(promotion.book);
  return price.salePriceCents === undefined ? { ...promotion, priceCents: promotion.book.priceCents } : price;
}

/** The currencies of a snapshot and the euro, in alphabetical order; worked out once a snapshot. */
function rememberCurrencies(): (rates: Rates | undefined) => readonly string[] {
  const known = new WeakMap<Rates, readonly string[]>();
  return (rates) => {
    if (!rates) return ONLY_EURO;
    const currencies = known.get(rates) ?? [...new Set([EURO, ...Object.keys(rates.rates)])].sort();
    known.set(rates, currencies);
    return currencies;
  };
}
