/** The currency that the shop reckons in. */
export const EURO = 'EUR';

const LOCALE = 'en-GB';

const formats = new Map<string, Intl.NumberFormat>();
const names = new Map<string, string>();

/**
 * Turns euro cents into what people read, in a currency of which one euro is worth `rate`: `€12.90`, `US$14.03`,
 * `JP¥2,311`. Rounded once, to the smallest amount that is usual in that currency (CLDR), halves away from zero. Prices in
 * other currencies are for reading: what is reduced is the price in euros, and each is converted by itself.
 */
export function formatterOf(currency: string, rate: number): (cents: number) => string {
  const format = formatOf(currency);
  // Fifteen digits drop the noise of binary fractions, and a text is taken for exactly what it says.
  return (cents) => format.format(`${Number(((cents * rate) / 100).toPrecision(15))}`);
}

/** What several of them are called: `US dollars`; the code itself where it has no name. */
export function nameOf(currency: string): string {
  const known = names.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency, currencyDisplay: 'name' });
  const name = format.formatToParts(2).find(({ type }) => type === 'currency')?.value ?? currency;
  names.set(currency, name);
  return name;
}

/** One a currency: making it takes a hundred times as long as using it. */
function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency);
  if (known) return known;
  const format = new Intl.NumberFormat(LOCALE, { style: 'currency', currency });
  formats.set(currency, format);
  return format;
}
