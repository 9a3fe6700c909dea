import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Request, Response } from 'express';
import { type Delivered, deliveries } from './deliver.ts';
import { beginPage, type Page, type PageWish, type Schedules } from './page.ts';
import type { Parts } from './parts.ts';
import { type StrategyName, strategies } from './strategies.ts';
import type { PageViews } from './views.ts';

type Options = {
  readonly parts: Parts;
  readonly schedules: Schedules;
  readonly views: PageViews;
  readonly observers: readonly PageObserver[];
};

/** Is told of each page that was handed over, which is not to say that it has left, or that could not be sent. */
export type PageObserver = (page: Page, delivered: Delivered, res: Response) => void;

export type ServeHome = (name: StrategyName, wish: PageWish, req: Request, res: Response) => Promise<void>;

const MISSING = 'A part of this page that it can not do without is missing just now.';
const RETRY = { 'retry-after': '5' };

/**
 * Composes the home page by a strategy and sends it. The page is 200 whatever its upstreams do, but for those that it
 * requires: a part that failed shows its fallback.
 */
export function createHome({ parts: partsBy, schedules, views, observers }: Options): ServeHome {
  return async function serveHome(strategy, wish, req, res) {
    const { rates, delivery } = strategies[strategy];
    const parts = partsBy[rates];
    const page = beginPage(strategy, wish, parts, schedules, req, res);
    const delivered = await deliveries[delivery](page, parts, views, res).catch((error: unknown) => {
      // A schedule may refuse a page because its reader has left; there is nobody to tell.
      if (page.gone.aborted) return undefined;
      throw error;
    });
    if (!delivered) return;
    for (const observe of observers) observe(page, delivered, res);
    if (delivered.firstByteMs !== undefined) return;
    throw new ProblemError(503, 'Service Unavailable', MISSING, { headers: RETRY });
  };
}
