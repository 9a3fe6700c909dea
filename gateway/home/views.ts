import { UNKNOWN_READER } from '@frontpage/shared/contracts/recommendations.ts';
import { compileTemplate } from '../templates.ts';
import type { Fragment } from './fragment.ts';
import type { PageWish } from './page.ts';
import { helpers, type Part } from './parts.ts';
import { type StrategyName, strategies, strategyNames } from './strategies.ts';
import type { Timing } from './timing.ts';

/** The pieces of a page. A whole one is head, parts and tail; a streamed one has the skeleton behind its head. */
export type PageViews = {
  head(strategy: StrategyName, wish: PageWish): string;
  readonly skeleton: string;
  part(part: Part, fragment: Fragment | undefined): string;
  tail(strategy: StrategyName, timing: Timing, requestId: string): string;
};

export function createPageViews(): PageViews {
  const head = compileTemplate('head', ['pageTitle', 'strategy', 'strategies']);
  const tail = compileTemplate('tail', ['strategy', 'timing', 'requestId']);
  const pageTitle = 'Frontpage, a bookshop';

  return {
    head: (strategy, { reader }) =>
      head({ pageTitle, strategy: strategies[strategy], strategies: switcher(strategy, reader) }),
    skeleton: compileTemplate('skeleton', [])({}),
    part: (part, fragment) => part.template({ ...helpers, fragment }),
    tail: (strategy, timing, requestId) => tail({ strategy: strategies[strategy], timing, requestId }),
  };
}

function switcher(current: StrategyName, reader: string) {
  const query = reader === UNKNOWN_READER ? '' : `?reader=${encodeURIComponent(reader)}`;
  return strategyNames.map((name) => ({
    title: strategies[name].title,
    href: `/home/${name}${query}`,
    current: name === current,
  }));
}
