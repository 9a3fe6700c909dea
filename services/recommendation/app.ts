import { join } from 'node:path';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { eventsSchema } from '@frontpage/shared/contracts/events.ts';
import { readersQuerySchema } from '@frontpage/shared/contracts/readers.ts';
import { readerIdSchema, recommendationsQuerySchema } from '@frontpage/shared/contracts/recommendations.ts';
import { createLatency } from '@frontpage/shared/latency/latency.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import type { App } from '@frontpage/shared/server.ts';
import { serviceApp } from '@frontpage/shared/service-app.ts';
import { validate } from '@frontpage/shared/validate.ts';
import type { Express, RequestHandler } from 'express';
import { z } from 'zod';
import type { RecommendationConfig } from './config.ts';
import { readEvents } from './events-body.ts';
import { recommendationMetrics } from './metrics.ts';
import { createRecommender, type Recommender } from './recommender.ts';
import { StoreError } from './store/event-store.ts';
import { openSqliteStore } from './store/sqlite-store.ts';

const paramsSchema = z.object({ reader: readerIdSchema });

/**
 * Recommendation: books for a reader, learnt from what all readers bought and clicked; and the events that it learns from.
 *
 * @throws StoreError where the events' file in DATA_DIR can't be used.
 */
export async function createRecommendation(
  config: RecommendationConfig,
  surroundings: Surroundings,
): Promise<App> {
  const { log, registry } = surroundings;
  const metrics = recommendationMetrics(registry);
  const latency = createLatency('recommendation', config, surroundings);
  // The catalogue is read while the store's thread starts.
  const opening = openSqliteStore(join(config.DATA_DIR, 'recommendation.sqlite'), metrics);
  const catalogue = loadCatalogue();
  const store = await opening;
  const recommender = createRecommender({
    store,
    catalogue,
    feedbackDays: config.FEEDBACK_DAYS,
    metrics,
    log,
  });
  const { notReady, close } = recommender;
  const app = serviceApp(surroundings, (routes) => {
    routes.use(latency.inject, refuseUntilReady(notReady));
    mountRoutes(routes, recommender);
  });
  return { app, operations: latency.operations, notReady, close };
}

function mountRoutes(routes: Express, { recommend, readers, keep }: Recommender): void {
  routes.get('/recommendations/:reader', (req, res) => {
    const { reader } = validate(paramsSchema, req.params, 'path');
    const { limit, seed } = validate(recommendationsQuerySchema, req.query, 'query');
    res.setHeader('cache-control', 'private, max-age=5, stale-while-revalidate=30, stale-if-error=600');
    res.json(recommend(reader, limit, seed));
  });

  routes.get('/readers', (req, res) => {
    const { limit } = validate(readersQuerySchema, req.query, 'query');
    res.setHeader('cache-control', 'no-store').json(readers.list(limit));
  });

  routes.get('/readers/:reader', (req, res) => {
    const { reader } = validate(paramsSchema, req.params, 'path');
    const found = readers.find(reader);
    if (!found) throw new ProblemError(404, 'Not Found', `There is no reader ${reader}.`);
    res.setHeader('cache-control', 'no-store').json(found);
  });

  routes.post('/events', readEvents, async (req, res) => {
    const { events } = validate(eventsSchema, req.body, 'body');
    const answer = await keep(events).catch(refuse);
    // The deadline may have answered meanwhile; the events are kept all the same.
    if (!res.headersSent) res.json(answer);
  });
}

function refuseUntilReady(notReady: () => string | undefined): RequestHandler {
  return function refuseUntilReady(_req, _res, next) {
    const reason = notReady();
    if (reason === undefined) return next();
    throw unavailable(`Not ready: ${reason}.`);
  };
}

function refuse(cause: unknown): never {
  if (cause instanceof StoreError) throw unavailable('The events could not be kept; send them again.', cause);
  throw cause;
}

function unavailable(detail: string, cause?: unknown): ProblemError {
  return new ProblemError(503, 'Service Unavailable', detail, { headers: { 'retry-after': '1' }, cause });
}
