import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Request, Response } from 'express';
import type { GatewayMetrics } from '../metrics.ts';
import { deliveries } from './deliver.ts';
import type { Fragment } from './fragment.ts';
import { beginPage, type Page, type PageWish, type Schedules } from './page.ts';
import type { Parts } from './parts.ts';
import { type StrategyName, strategies } from './strategies.ts';
import type { PageViews } from './views.ts';

type Options = {
  readonly parts: Parts;
  readonly schedules: Schedules;
  readonly views: PageViews;
  readonly metrics: GatewayMetrics;
  /** Told of each page that was handed over, which is not to say that it has left. */
  readonly recordPage: (page: Page, fragments: readonly Fragment[], res: Response) => void;
};

export type ServeHome = (name: StrategyName, wish: PageWish, req: Request, res: Response) => Promise<void>;

const MISSING = 'A part of this page that it can not do without is missing just now.';
const RETRY = { 'retry-after': '5' };

/**
 * Composes the home page by a strategy and sends it. The page is 200 whatever its upstreams do, but for those that it
 * requires: a part that failed shows its fallback.
 */
export function createHome({ parts: partsBy, schedules, views, metrics, recordPage }: Options): ServeHome {
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
    const { fragments, timing, firstByteMs } = delivered;
    metrics.pageDuration.observe({
      labels: { strategy },
      value: (performance.now() - page.start) / 1000,
      exemplarLabels: { trace_id: req.trace.traceId } as Record<string, string>,
    });
    if (timing.overheadMs !== undefined) metrics.pageOverhead.observe({ strategy }, timing.overheadMs / 1000);
    for (const { upstream, source, reason = '' } of fragments) {
      metrics.fragments.inc({ strategy, upstream, source, reason });
    }
    metrics.pages.inc({ strategy, outcome: firstByteMs === undefined ? 'failed' : outcomeOf(fragments) });
    if (firstByteMs === undefined)
      throw new ProblemError(503, 'Service Unavailable', MISSING, { headers: RETRY });
    metrics.firstByte.observe({ strategy }, firstByteMs / 1000);
    recordPage(page, fragments, res);
  };
}

function outcomeOf(fragments: readonly Fragment[]): 'whole' | 'degraded' {
  return fragments.every(({ source }) => source === 'fresh' || source === 'cached') ? 'whole' : 'degraded';
}
