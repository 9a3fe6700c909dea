import express, { type Express } from 'express';
import type { Registry } from 'prom-client';
import { honourDeadline } from './deadline.ts';
import type { Logger } from './logger.ts';
import { measureRequests } from './metrics.ts';
import { notFound, problemHandler } from './problem.ts';
import { requestContext } from './request-context.ts';

/** An Express app as every service has it: `mount` adds the routes, and the rest stands around them. */
export function serviceApp(
  { log, registry }: { log: Logger; registry: Registry },
  mount: (app: Express) => void,
): Express {
  const app = express().disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.use(measureRequests(registry));
  app.use(requestContext);
  app.use(honourDeadline(registry));
  mount(app);
  app.use(notFound);
  app.use(problemHandler(log));
  return app;
}
