/** The gateway's home page without circuit breaker, metrics, deadline and timing; all else as in the gateway. */
import { promotionsSchema } from '@frontpage/shared/contracts/promotions.ts';
import { recommendationsSchema } from '@frontpage/shared/contracts/recommendations.ts';
import { runProcess, type Surroundings } from '@frontpage/shared/process.ts';
import { requestContext } from '@frontpage/shared/request-context.ts';
import { securityHeaders } from '@frontpage/shared/security-headers.ts';
import type { App } from '@frontpage/shared/server.ts';
import axios from 'axios';
import express, { type Request, type Response } from 'express';
import { Pool } from 'undici';
import { type GatewayConfig, gatewayEnv } from '../../gateway/config.ts';
import { connectPolls } from '../../gateway/connect.ts';
import { errorPage } from '../../gateway/error-page.ts';
import { beginPage } from '../../gateway/home/page.ts';
import { createParts, type Upstreams } from '../../gateway/home/parts.ts';
import { allAtOnce, oneAfterAnother } from '../../gateway/home/schedule.ts';
import { createPageViews } from '../../gateway/home/views.ts';
import { gatewayMetrics } from '../../gateway/metrics.ts';
import { createPrices } from '../../gateway/prices/prices.ts';
import { sameOrigin } from '../../gateway/readers/same-origin.ts';
import { readCookies } from '../../gateway/readers/session.ts';
import { createShop } from '../../gateway/shop.ts';
import { answerReader } from '../../gateway/upstreams/answer-reader.ts';
import type { CallRequest } from '../../gateway/upstreams/call.ts';
import { undiciAdapter } from '../../gateway/upstreams/undici-adapter.ts';
import { wishReader } from '../../gateway/wish.ts';
import { timing } from './render.ts';

await runProcess('without', gatewayEnv, createPages);

function createPages(config: GatewayConfig, { log, registry }: Surroundings): App {
  const metrics = gatewayMetrics(registry);
  const { show: showPrices } = createPrices(connectPolls(config, { metrics, log }), config, { metrics, log });
  const shop = createShop(config, { metrics, log, showPrices, forget() {} });
  const parts = createParts({
    promo: bareUpstream('promo', config.PROMO_URL, answerReader(promotionsSchema)),
    recommendation: bareUpstream(
      'recommendation',
      config.RECOMMENDATION_URL,
      answerReader(recommendationsSchema),
    ),
  } as unknown as Upstreams).snapshot;
  const views = createPageViews(showPrices);
  const wishOf = wishReader(config, []);
  const schedules = { allAtOnce, oneAfterAnother, blocking: oneAfterAnother };

  async function serve(req: Request, res: Response): Promise<void> {
    const page = beginPage('concurrent', wishOf(req), parts, schedules, req, res);
    const fragments = await Promise.all(page.fragments);
    const view = views.of(page, fragments);
    const content = view.head + parts.map((part, i) => view.part(part, fragments[i])).join('');
    const body = Buffer.from(content + view.tail(timing));
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.setHeader('cache-control', 'private, no-store');
    res.setHeader('content-length', body.length);
    res.end(body);
    shop.recordPage(page, { fragments, timing, firstByteMs: 0 }, res);
  }

  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(requestContext);
  app.use(securityHeaders());
  app.use(readCookies(config, log));
  app.use(sameOrigin);
  app.get('/home/concurrent', serve);
  app.use(errorPage(log));
  return { app };
}

/** Asks, and checks the answer, and no more. */
function bareUpstream(name: string, url: string, read: (body: Buffer, path: string) => object) {
  const sendWith = undiciAdapter(new Pool(url), { prefix: '', maxBytes: 1e6 });
  const client = new axios.Axios();

  async function ask({ method, path, signal, headers }: CallRequest) {
    const adapter = sendWith({ accept: 'application/json', ...headers });
    const response = await client.request({ method, url: path, signal, adapter });
    return { ...read(response.data, path), source: 'fresh' };
  }
  return { name, required: false, calls: { plain: ask } };
}
