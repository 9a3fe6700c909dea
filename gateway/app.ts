import { fileURLToPath } from 'node:url';
import { measureRequests } from '@frontpage/shared/metrics.ts';
import { notFound } from '@frontpage/shared/problem.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import { requestContext } from '@frontpage/shared/request-context.ts';
import { securityHeaders } from '@frontpage/shared/security-headers.ts';
import type { App } from '@frontpage/shared/server.ts';
import express from 'express';
import { createCertificates } from './certificate/certificates.ts';
import { certificateRoutes } from './certificate/routes.ts';
import type { GatewayConfig } from './config.ts';
import { connectPolls, connectUpstreams } from './connect.ts';
import { errorPage } from './error-page.ts';
import { createHomeRoutes } from './home/home-routes.ts';
import { createParts } from './home/parts.ts';
import { gatewayMetrics } from './metrics.ts';
import { chooseCurrency } from './prices/currency.ts';
import { createPrices } from './prices/prices.ts';
import { sameOrigin } from './readers/same-origin.ts';
import { readCookies, requireReader } from './readers/session.ts';
import { settingsRoute } from './settings.ts';
import { createShop } from './shop.ts';
import { startTracing } from './tracing/tracing.ts';
import { uploadMetrics } from './uploads/metrics.ts';
import { createUploads } from './uploads/uploads.ts';

/** How long an upload may take, in milliseconds. */
const LONGEST_UPLOAD = 3_600_000;

/** The gateway: the home page by every strategy, and the shop around it. */
export async function createGateway(config: GatewayConfig, { log, registry }: Surroundings): Promise<App> {
  const metrics = gatewayMetrics(registry);
  const upstreams = connectUpstreams(config, { metrics, log });
  const tracing = await startTracing(config.OTEL_EXPORTER_OTLP_ENDPOINT, config.TRACES_SHARE, log);
  const prices = createPrices(connectPolls(config, { metrics, log }), config, { metrics, log });
  const shop = createShop(config, {
    metrics,
    log,
    showPrices: prices.show,
    forget: upstreams.recommendation.forget,
  });
  const home = createHomeRoutes(config, {
    parts: createParts(upstreams),
    showPrices: prices.show,
    observers: [shop.recordPage, tracing.record],
    metrics,
    log,
  });
  const certificates = createCertificates({
    queueLimit: config.CERTIFICATE_QUEUE,
    waitLimit: config.CERTIFICATE_WAIT,
    metrics,
  });
  const uploads = createUploads(config, {
    log,
    metrics: uploadMetrics(registry),
    requireReader: (req) => requireReader(req),
    sendPage: shop.sendPage,
  });

  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(measureRequests(registry));
  app.use(requestContext);
  if (tracing.mark) app.use(tracing.mark);
  app.use(securityHeaders());
  app.use(readCookies(config, log));
  app.use(sameOrigin);
  app.use(home.routes);
  app.use(shop.routes);
  app.use(certificateRoutes({ requireReader, purchasesOf: shop.purchasesOf, certificates, metrics }));
  app.use(uploads.routes);
  app.post('/currency', chooseCurrency(prices.currencies, { secure: config.COOKIE_SECURE }));
  // A route, so that it has a name of its own in the metrics.
  const files = fileURLToPath(new URL('./public', import.meta.url));
  app.get('/:file', express.static(files, { maxAge: '1h', index: false }));
  app.use(notFound);
  app.use(errorPage(log));

  const held = [home, prices, shop, certificates, uploads, tracing, ...Object.values(upstreams)];
  return {
    app,
    operations: settingsRoute(config, Object.values(upstreams)),
    notReady: uploads.notReady,
    // Uploads have a rule of their own for slow senders.
    requestTimeout: LONGEST_UPLOAD,
    async close() {
      await Promise.all(held.map((each) => each.close()));
    },
  };
}
