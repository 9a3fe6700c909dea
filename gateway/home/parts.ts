import type { Promotions } from '@frontpage/shared/contracts/promotions.ts';
import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import type { Recommendations } from '@frontpage/shared/contracts/recommendations.ts';
import { compileTemplate, type Template } from '../templates.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { createCovers } from './cover.ts';
import type { Strategy } from './strategies.ts';

/** A part of the page: the upstream it comes from, what it asks it for, and how the answer is shown. */
export type Part = {
  readonly upstream: Upstream<unknown>;
  readonly path: (reader: string) => string;
  /** Whether the answer is this reader's alone. */
  readonly personal: boolean;
  readonly template: Template;
};

/** The parts of a page, by where its exchange rates come from. */
export type Parts = Readonly<Record<Strategy['rates'], readonly Part[]>>;

export type Upstreams = {
  readonly promo: Upstream<Promotions>;
  readonly recommendation: Upstream<Recommendations>;
  readonly rates: Upstream<Rates>;
};

/** What every part's template sees beside its `fragment` and the page's `prices` and `pageId`. */
export const helpers = { cover: createCovers() };

const LOCALS = ['fragment', 'prices', 'pageId', ...Object.keys(helpers)];

/** The parts of the home page, in the order in which they stand on it. */
export function createParts({ promo, recommendation, rates }: Upstreams): Parts {
  const seen: readonly Part[] = [
    {
      upstream: promo,
      path: () => '/promotions',
      personal: false,
      template: compileTemplate('promo', LOCALS),
    },
    {
      upstream: recommendation,
      path: (reader) => `/recommendations/${encodeURIComponent(reader)}`,
      personal: true,
      template: compileTemplate('recommendation', LOCALS),
    },
  ];
  // It has no place of its own: all the page's prices are in it.
  const live: Part = { upstream: rates, path: () => '/rates/live', personal: false, template: () => '' };
  return { snapshot: seen, live: [...seen, live] };
}
