import type { Promotions } from '@frontpage/shared/contracts/promotions.ts';
import type { Recommendations } from '@frontpage/shared/contracts/recommendations.ts';
import { compileTemplate, type Template } from '../templates.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { createCovers } from './cover.ts';
import { price } from './price.ts';

/** A part of the page: the upstream it comes from, what it asks it for, and how the answer is shown. */
export type Part = {
  readonly upstream: Upstream<unknown>;
  readonly path: (reader: string) => string;
  /** Whether the answer is this reader's alone. */
  readonly personal: boolean;
  readonly template: Template;
};

export type Upstreams = {
  readonly promo: Upstream<Promotions>;
  readonly recommendation: Upstream<Recommendations>;
};

/** What every part's template sees beside its `fragment`. */
export const helpers = { price, cover: createCovers() };

const LOCALS = ['fragment', ...Object.keys(helpers)];

/** The parts of the home page, in the order in which they stand on it. */
export function createParts({ promo, recommendation }: Upstreams): readonly Part[] {
  return [
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
}
