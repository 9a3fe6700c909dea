import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import { createCurrencyForm } from '../prices/currency-form.ts';
import type { ShowPrices } from '../prices/shown-prices.ts';
import { createAccountBar } from '../readers/account-bar.ts';
import { compileTemplate } from '../templates.ts';
import type { Outcome } from '../upstreams/fallback.ts';
import type { Fragment } from './fragment.ts';
import type { Page } from './page.ts';
import { helpers, type Part } from './parts.ts';
import { type StrategyName, strategies, strategyNames } from './strategies.ts';
import type { Timing } from './timing.ts';

/** The pieces of a page. A whole one is head, parts and tail; a streamed one has the skeleton behind its head. */
type PageView = {
  readonly head: string;
  part(part: Part, fragment: Fragment | undefined): string;
  tail(timing: Timing): string;
};

export type PageViews = {
  /** @param ended what has ended of the page before its first byte */
  of(page: Page, ended?: readonly Fragment[]): PageView;
  readonly skeleton: string;
};

export function createPageViews(showPrices: ShowPrices): PageViews {
  const head = compileTemplate('head', ['pageTitle', 'strategy', 'strategies', 'account', 'currency']);
  const tail = compileTemplate('tail', ['strategy', 'timing', 'requestId']);
  const accountBar = createAccountBar();
  const currencyForm = createCurrencyForm();
  const pageTitle = 'Frontpage, a bookshop';

  return {
    of({ id: pageId, strategy: name, wish, address, requestId }, ended = []) {
      const strategy = strategies[name];
      const prices = showPrices(wish.currency, liveRates(ended));
      return {
        head: head({
          pageTitle,
          strategy,
          strategies: switcher(name, wish.lab?.reader),
          account: accountBar(wish.signedIn, address),
          currency: currencyForm(prices, address),
        }),
        part: (part, fragment) => part.template({ ...helpers, prices, pageId, fragment }),
        tail: (timing) => tail({ strategy, timing, requestId }),
      };
    },
    skeleton: compileTemplate('skeleton', [])({}),
  };
}

function liveRates(ended: readonly Fragment[]): Outcome<Rates> | undefined {
  return ended.find(({ upstream }) => upstream === 'rates') as Outcome<Rates> | undefined;
}

function switcher(current: StrategyName, reader: string | undefined) {
  const query = reader === undefined ? '' : `?reader=${encodeURIComponent(reader)}`;
  return strategyNames.map((name) => ({
    title: strategies[name].title,
    href: `/home/${name}${query}`,
    current: name === current,
  }));
}
