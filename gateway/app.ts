import { fileURLToPath } from 'node:url';
import { measureRequests } from '@frontpage/shared/metrics.ts';
import { notFound, ProblemError } from '@frontpage/shared/problem.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import { requestContext } from '@frontpage/shared/request-context.ts';
import type { App } from '@frontpage/shared/server.ts';
import express, { type Request } from 'express';
import { createCertificates } from './certificate/certificates.ts';
import { certificateRoutes } from './certificate/routes.ts';
import type { GatewayConfig } from './config.ts';
import { connectPolls, connectUpstreams } from './connect.ts';
import { errorPage } from './error-page.ts';
import { createBlockingPool } from './home/blocking-pool.ts';
import { countPages } from './home/count-pages.ts';
import { createHome } from './home/home.ts';
import { createParts } from './home/parts.ts';
import { allAtOnce, blocking, oneAfterAnother } from './home/schedule.ts';
import { isStrategyName, strategyNames } from './home/strategies.ts';
import { createPageViews } from './home/views.ts';
import { gatewayMetrics } from './metrics.ts';
import { chooseCurrency } from './prices/currency.ts';
import { createPrices } from './prices/prices.ts';
import { sameOrigin } from './readers/same-origin.ts';
import { readCookies, requireReader } from './readers/session.ts';
import { securityHeaders } from './security-headers.ts';
import { settingsRoute } from './settings.ts';
import { createShedding } from './shedding.ts';
import { createShop } from './shop.ts';
import { startTracing } from './tracing/tracing.ts';
import { wishReader } from './wish.ts';

/** The gateway: the home page by every strategy, and what belongs to it. */
export async function createGateway(config: GatewayConfig, { log, registry }: Surroundings): Promise<App> {
  const metrics = gatewayMetrics(registry);
  const upstreams = connectUpstreams(config, { metrics, log });
  const prices = createPrices(connectPolls(config, { metrics, log }), config, { metrics, log });
  const workers = createBlockingPool({
    workers: config.BLOCKING_WORKERS,
    queueLimit: config.BLOCKING_QUEUE,
    metrics,
  });
  const shedding = createShedding(
    { inFlight: config.SHED_IN_FLIGHT, loopDelay: config.SHED_LOOP_DELAY },
    metrics,
  );
  const shop = createShop(config, {
    metrics,
    log,
    showPrices: prices.show,
    forget: upstreams.recommendation.forget,
  });
  const certificates = createCertificates({
    queueLimit: config.CERTIFICATE_QUEUE,
    waitLimit: config.CERTIFICATE_WAIT,
    metrics,
  });
  const tracing = await startTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT, config.TRACES_SHARE, log);
  const serveHome = createHome({
    parts: createParts(upstreams),
    schedules: { allAtOnce, oneAfterAnother, blocking: blocking(workers) },
    views: createPageViews(prices.show),
    observers: [countPages(metrics), shop.recordPage, tracing.record],
  });
  const wishOf = wishReader(config, [...Object.keys(upstreams), 'rates-source']);
  if (config.UPSTREAM_TIMEOUT >= config.PAGE_BUDGET) {
    log.warn('UPSTREAM_TIMEOUT is not below PAGE_BUDGET: an upstream that hangs does not open its breaker');
  }
  if (config.LAB) log.info('the lab is on: requests may choose their own budget, latency and faults');

  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(measureRequests(registry));
  app.use(requestContext(log));
  app.use(securityHeaders());
  app.use(readCookies(config, log));
  app.use(sameOrigin);
  app.get('/', shedding.shed, (req, res) => serveHome(config.HOME_STRATEGY, wishOf(req), req, res));
  app.get('/home/:strategy', shedding.shed, (req, res) => serveHome(strategyOf(req), wishOf(req), req, res));
  app.use(shop.routes);
  app.use(certificateRoutes({ requireReader, purchasesOf: shop.purchasesOf, certificates, metrics }));
  app.post('/currency', chooseCurrency(prices.currencies, { secure: config.COOKIE_SECURE }));
  // A route, so that it has a name of its own in the metrics.
  const files = fileURLToPath(new URL('./public', import.meta.url));
  app.get('/:file', express.static(files, { maxAge: '1h', index: false }));
  app.use(notFound);
  app.use(errorPage(log));

  async function close(): Promise<void> {
    shedding.close();
    await Promise.all([
      workers.close(),
      prices.close(),
      shop.close(),
      tracing.close(),
      certificates.close(),
      ...Object.values(upstreams).map((upstream) => upstream.close()),
    ]);
  }
  return { app, operations: settingsRoute(config, Object.values(upstreams)), close };
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
