import { compileTemplate } from '../templates.ts';
import { EURO, nameOf } from './money.ts';
import type { ShownPrices } from './shown-prices.ts';

/** The form by which a reader chooses a currency, and what there is to say of the exchange rate, as HTML. */
export type CurrencyForm = (shown: ShownPrices, back: string) => string;

/** The list of currencies is made once for each choice and each snapshot of the rates. */
export function createCurrencyForm(): CurrencyForm {
  const renderForm = compileTemplate('currency', ['options', 'back', 'note']);
  const renderOptions = compileTemplate('currency-options', ['currencies', 'current']);
  const made = new WeakMap<readonly string[], Map<string, string>>();

  function optionsOf(currencies: readonly string[], current: string): string {
    const lists = made.get(currencies) ?? new Map<string, string>();
    made.set(currencies, lists);
    const list =
      lists.get(current) ?? renderOptions({ currencies: currencies.map(toOption).sort(byName), current });
    lists.set(current, list);
    return list;
  }

  return function currencyForm({ currency, currencies, note }, back) {
    const current = currencies.includes(currency) ? currency : EURO;
    const options = currencies.length > 1 ? optionsOf(currencies, current) : undefined;
    return renderForm({ options, back, note });
  };
}

type Option = { readonly code: string; readonly name: string };

function toOption(code: string): Option {
  return { code, name: nameOf(code) };
}

function byName(a: Option, b: Option): number {
  return a.name.localeCompare(b.name, 'en');
}
