import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Surroundings } from '@frontpage/shared/process.ts';
import { securityHeaders } from '@frontpage/shared/security-headers.ts';
import type { App } from '@frontpage/shared/server.ts';
import { serviceApp } from '@frontpage/shared/service-app.ts';
import express from 'express';
import type { LabConfig } from './config.ts';
import { labMetrics } from './metrics.ts';
import { watchBreakers } from './web/breaker-watch.ts';
import { createExperiments } from './web/experiments.ts';
import { guard } from './web/guard.ts';
import { connectMesh } from './web/mesh-state.ts';
import { renderPage } from './web/page.ts';
import { experimentRoutes } from './web/routes-experiments.ts';
import { meshRoutes } from './web/routes-mesh.ts';
import { runRoutes } from './web/routes-runs.ts';
import { createSavedRuns } from './web/saved-runs.ts';

/** The lab: experiments on the mesh, and the page from which they are run. An operator's tool, for this machine alone. */
export function createLab(config: LabConfig, surroundings: Surroundings): App {
  const mesh = connectMesh(config);
  const runs = createSavedRuns(join(config.DATA_DIR, 'lab'));
  const where = { gateway: config.GATEWAY_URL, gatewayOps: config.GATEWAY_OPS_URL };
  const breakers = () => watchBreakers(config.GATEWAY_OPS_URL);
  const metrics = labMetrics(surroundings.registry);
  const experiments = createExperiments(where, breakers, { metrics, log: surroundings.log });
  const page = renderPage();

  const app = serviceApp(surroundings, (routes) => {
    routes.use(securityHeaders(), guard(config.ALLOWED_HOSTS));
    routes.use(express.json({ limit: '1mb' }));
    routes.get('/', (_req, res) => {
      res.setHeader('cache-control', 'no-cache');
      res.type('html').send(page);
    });
    routes.use(meshRoutes(mesh), experimentRoutes(experiments), runRoutes(runs, experiments));
    routes.get('/uplot/:file', serveFolderOf(import.meta.resolve('uplot/dist/uPlot.esm.js')));
    routes.get(
      '/:file',
      express.static(fileURLToPath(new URL('./public', import.meta.url)), { index: false }),
    );
  });
  return { app, close: experiments.close };
}

/** Serves the folder that a file is in. */
function serveFolderOf(file: string) {
  const folder = fileURLToPath(new URL('.', file));
  const files = express.static(folder, { index: false, maxAge: '1d' });
  return function serve(req: express.Request, res: express.Response, next: express.NextFunction) {
    req.url = `/${req.params.file}`;
    files(req, res, next);
  };
}
