import { LRUCache } from 'lru-cache';
import { compileTemplate } from '../templates.ts';
import { formatterOf } from './money.ts';
import type { Price } from './price.ts';

/** Shows a price as HTML. */
export type PriceTag = (price: Price) => string;

/** Different prices that are kept as HTML, for each currency: more than the shop has. */
const KEPT = 1000;

/**
 * Price tags in any currency, at a rate: how much of it one euro is worth. A tag is made once for a price, and used until
 * the currency's rate changes.
 */
export function createPriceTags(): (currency: string, rate: number) => PriceTag {
  const render = compileTemplate('price', ['price', 'format']);
  const byCurrency = new Map<string, { rate: number; tag: PriceTag }>();

  function makeTag(currency: string, rate: number): PriceTag {
    const format = formatterOf(currency, rate);
    const made = new LRUCache<string, string>({ max: KEPT });
    return function tag(price) {
      const { priceCents, salePriceCents, discountPercent } = price;
      const key = `${priceCents} ${salePriceCents} ${discountPercent}`;
      const kept = made.get(key);
      if (kept !== undefined) return kept;
      const html = render({ price, format });
      made.set(key, html);
      return html;
    };
  }

  return function tagsIn(currency, rate) {
    const kept = byCurrency.get(currency);
    if (kept?.rate === rate) return kept.tag;
    const tag = makeTag(currency, rate);
    byCurrency.set(currency, { rate, tag });
    return tag;
  };
}
