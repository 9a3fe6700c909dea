import { validate } from '@frontpage/shared/validate.ts';
import express, { type Router } from 'express';
import { z } from 'zod';
import type { Experiments } from './experiments.ts';
import { reportOf } from './routes-experiments.ts';
import { runNameSchema, type SavedRuns } from './saved-runs.ts';

const saveSchema = z.strictObject({ experiment: z.string({ error: 'the id of an experiment' }) });
const nameSchema = z.object({ name: runNameSchema });

/** Saves what an experiment gave under a name, and hands it over again. */
export function runRoutes(runs: SavedRuns, experiments: Experiments): Router {
  const router = express.Router();
  router.get('/runs', async (_req, res) => {
    res.json(await runs.list());
  });
  router.get('/runs/:name', async (req, res) => {
    res.json(await runs.read(validate(nameSchema, req.params, 'path').name));
  });
  router.put('/runs/:name', async (req, res) => {
    const { name } = validate(nameSchema, req.params, 'path');
    const { experiment } = validate(saveSchema, req.body, 'body');
    await runs.save(name, reportOf(experiments.get(experiment)));
    res.status(204).end();
  });
  router.delete('/runs/:name', async (req, res) => {
    await runs.remove(validate(nameSchema, req.params, 'path').name);
    res.status(204).end();
  });
  return router;
}
