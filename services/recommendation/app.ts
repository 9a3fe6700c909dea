import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { readerIdSchema, recommendationsQuerySchema } from '@frontpage/shared/contracts/recommendations.ts';
import { createLatency } from '@frontpage/shared/latency/latency.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import type { App } from '@frontpage/shared/server.ts';
import { serviceApp } from '@frontpage/shared/service-app.ts';
import { validate } from '@frontpage/shared/validate.ts';
import { z } from 'zod';
import type { RecommendationConfig } from './config.ts';
import { generateHistory } from './history/generate.ts';
import { trainModel } from './model/cosine.ts';
import { recommend } from './model/recommend.ts';

const paramsSchema = z.object({ reader: readerIdSchema });

/** Recommendation: books for a reader, learnt from what all readers bought. */
export function createRecommendation(config: RecommendationConfig, surroundings: Surroundings): App {
  const catalogue = loadCatalogue();
  const { readers, purchases } = generateHistory(catalogue);
  const model = trainModel(purchases, catalogue);
  surroundings.log.info({ readers: readers.length, purchases: purchases.length }, 'model trained');

  const latency = createLatency('recommendation', config, surroundings);

  const app = serviceApp(surroundings, (routes) => {
    routes.get('/recommendations/:reader', latency.inject, (req, res) => {
      const { reader } = validate(paramsSchema, req.params, 'path');
      const { limit } = validate(recommendationsQuerySchema, req.query, 'query');
      res.setHeader('cache-control', 'private, max-age=5, stale-while-revalidate=30, stale-if-error=600');
      res.json(recommend(model, reader, limit));
    });
  });
  return { app, operations: latency.operations };
}
