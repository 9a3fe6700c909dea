import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Request, Response } from 'express';
import type { GatewayMetrics } from '../metrics.ts';
import { deliveries } from './deliver.ts';
import { beginPage, type PageWish, type Schedules } from './page.ts';
import type { Part } from './parts.ts';
import { type StrategyName, strategies } from './strategies.ts';
import type { PageViews } from './views.ts';

type Options = {
  readonly parts: readonly Part[];
  readonly schedules: Schedules;
  readonly views: PageViews;
  readonly metrics: GatewayMetrics;
};

export type ServeHome = (name: StrategyName, wish: PageWish, req: Request, res: Response) => Promise<void>;

const MISSING = 'A part of this page that it can not do without is missing just now.';
const RETRY = { 'retry-after': '5' };

/**
 * Composes the home page by a strategy and sends it. The page is 200 whatever its upstreams do, but for those that it
 * requires: a part that failed shows its fallback.
 */
export function createHome({ parts, schedules, views, metrics }: Options): ServeHome {
  return async function serveHome(strategy, wish, req, res) {
    const page = beginPage(strategy, wish, parts, schedules, req, res);
    const deliver = deliveries[strategies[strategy].delivery];
    const delivered = await deliver(page, parts, views, res).catch((error: unknown) => {
      // A schedule may refuse a page because its reader has left; there is nobody to tell.
      if (page.gone.aborted) return undefined;
      throw error;
    });
    if (!delivered) return;
    const { fragments, timing, firstByteMs } = delivered;
    metrics.pageDuration.observe({ strategy }, (performance.now() - page.start) / 1000);
    if (timing.overheadMs !== undefined) metrics.pageOverhead.observe({ strategy }, timing.overheadMs / 1000);
    for (const { upstream, source, reason = '' } of fragments) {
      metrics.fragments.inc({ strategy, upstream, source, reason });
    }
    if (firstByteMs === undefined)
      throw new ProblemError(503, 'Service Unavailable', MISSING, { headers: RETRY });
    metrics.firstByte.observe({ strategy }, firstByteMs / 1000);
  };
}
