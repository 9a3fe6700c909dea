import type { Request, Response } from 'express';
import { currencyOf } from './prices/currency.ts';
import { createCurrencyForm } from './prices/currency-form.ts';
import type { ShownPrices, ShowPrices } from './prices/shown-prices.ts';
import { createAccountBar } from './readers/account-bar.ts';
import { readerOf, type SignedIn } from './readers/session.ts';
import { compileTemplate } from './templates.ts';

type ShopPage = {
  /** The title in the browser's tab. */
  readonly title: string;
  readonly status?: number;
  /** Where its forms lead back to: the page itself, unless said. */
  readonly back?: string;
  /** What stands between head and foot, for the reader who looks at it. */
  readonly content: (visit: { reader: SignedIn | undefined; prices: ShownPrices }) => string;
};

export type SendShopPage = (req: Request, res: Response, page: ShopPage) => void;

/** Sends the pages around the home page: the same head and foot for all of them, for this reader alone. */
export function createShopPages(showPrices: ShowPrices): SendShopPage {
  const head = compileTemplate('shop-head', ['title', 'account', 'currency']);
  const tail = compileTemplate('shop-tail', ['requestId']);
  const accountBar = createAccountBar();
  const currencyForm = createCurrencyForm();

  return function sendShopPage(req, res, { title, status = 200, back = req.originalUrl, content }) {
    const reader = readerOf(req);
    const prices = showPrices(currencyOf(req));
    const bars = { account: accountBar(reader, back), currency: currencyForm(prices, back) };
    const html = head({ title, ...bars }) + content({ reader, prices }) + tail({ requestId: req.id });
    res.status(status).set('cache-control', 'private, no-store').type('html').send(html);
  };
}
