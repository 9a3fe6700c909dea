import express, { type Express, type Router } from 'express';
import type { Registry } from 'prom-client';
import type { Logger } from './logger.ts';
import { notFound, problemHandler } from './problem.ts';

type Operations = {
  registry: Registry;
  /** Undefined when the process takes requests, else why not. */
  notReady: () => string | undefined;
  log: Logger;
  /** What a process adds of its own, such as `/latency`. */
  routes?: Router | undefined;
};

/** The app of the operations port: `/livez`, `/readyz`, `/metrics`, and the process' own routes. */
export function operationsApp({ registry, notReady, log, routes }: Operations): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use((_req, res, next) => {
    res.setHeader('cache-control', 'no-store');
    next();
  });
  app.get('/livez', (_req, res) => {
    res.json({ status: 'live' });
  });
  app.get('/readyz', (_req, res) => {
    const reason = notReady();
    if (reason === undefined) res.json({ status: 'ready' });
    else res.status(503).json({ status: 'not ready', reason });
  });
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  if (routes) app.use(routes);
  app.use(notFound);
  app.use(problemHandler(log));
  return app;
}
