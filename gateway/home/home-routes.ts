import type { Logger } from '@frontpage/shared/logger.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { type Request, Router } from 'express';
import type { GatewayConfig } from '../config.ts';
import type { GatewayMetrics } from '../metrics.ts';
import type { ShowPrices } from '../prices/shown-prices.ts';
import { createShedding } from '../shedding.ts';
import { wishReader } from '../wish.ts';
import { createBlockingPool } from './blocking-pool.ts';
import { countPages } from './count-pages.ts';
import { createHome, type PageObserver } from './home.ts';
import type { Parts } from './parts.ts';
import { allAtOnce, blocking, oneAfterAnother } from './schedule.ts';
import { isStrategyName, strategyNames } from './strategies.ts';
import { createPageViews } from './views.ts';

type Needs = {
  readonly parts: Parts;
  readonly showPrices: ShowPrices;
  readonly observers: readonly PageObserver[];
  readonly metrics: GatewayMetrics;
  readonly log: Logger;
};

/** The home page's addresses: `/`, and `/home/NAME` for each strategy. */
export function createHomeRoutes(config: GatewayConfig, needs: Needs) {
  const { parts, showPrices, observers, metrics, log } = needs;
  const workers = createBlockingPool({
    workers: config.BLOCKING_WORKERS,
    queueLimit: config.BLOCKING_QUEUE,
    metrics,
  });
  const shedding = createShedding(
    { inFlight: config.SHED_IN_FLIGHT, loopDelay: config.SHED_LOOP_DELAY },
    metrics,
  );
  const serveHome = createHome({
    parts,
    schedules: { allAtOnce, oneAfterAnother, blocking: blocking(workers) },
    views: createPageViews(showPrices),
    observers: [countPages(metrics), ...observers],
  });
  const asked = parts.live.map(({ upstream }) => upstream.name);
  const wishOf = wishReader(config, [...asked, 'rates-source']);
  if (config.UPSTREAM_TIMEOUT >= config.PAGE_BUDGET) {
    log.warn('UPSTREAM_TIMEOUT is not below PAGE_BUDGET: an upstream that hangs does not open its breaker');
  }
  if (config.LAB) log.info('the lab is on: requests may choose their own budget, latency and faults');

  const routes = Router();
  routes.get('/', shedding.shed, (req, res) => serveHome(config.HOME_STRATEGY, wishOf(req), req, res));
  routes.get('/home/:strategy', shedding.shed, (req, res) =>
    serveHome(strategyOf(req), wishOf(req), req, res),
  );

  async function close(): Promise<void> {
    shedding.close();
    await workers.close();
  }
  return { routes, close };
}

function strategyOf(req: Request) {
  const name = String(req.params.strategy);
  if (isStrategyName(name)) return name;
  throw new ProblemError(
    404,
    'Not Found',
    `There is no strategy "${name}"; there are ${strategyNames.join(', ')}.`,
  );
}
