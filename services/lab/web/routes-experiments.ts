import { ProblemError } from '@frontpage/shared/problem.ts';
import { validate } from '@frontpage/shared/validate.ts';
import express, { type Router } from 'express';
import { toCsv } from '../engine/csv.ts';
import { planSchema } from '../engine/plan.ts';
import type { Report } from '../engine/report.ts';
import { streamEvents } from './event-stream.ts';
import type { Experiment, Experiments } from './experiments.ts';

/** Starts experiments, tells of them while they run, cancels them, and hands over what they gave. */
export function experimentRoutes(experiments: Experiments): Router {
  const router = express.Router();
  router.post('/experiments', (req, res) => {
    const { id, plan } = experiments.start(validate(planSchema, req.body, 'body'));
    res.status(201).location(`/experiments/${id}`).json({ id, plan });
  });
  router.get('/experiments', (_req, res) => {
    res.json({ running: experiments.running() ?? null });
  });
  router.get('/experiments/:id', (req, res) => {
    const { id, plan, latest } = experiments.get(req.params.id);
    const state = latest.has('done') ? 'done' : latest.has('failed') ? 'failed' : 'running';
    res.json({ id, plan, state, ...Object.fromEntries([...latest].map(([type, { data }]) => [type, data])) });
  });
  router.delete('/experiments/:id', (req, res) => {
    experiments.get(req.params.id).cancel();
    res.status(204).end();
  });
  router.get('/experiments/:id/events', (req, res) => {
    streamEvents(experiments.get(req.params.id), res);
  });
  router.get('/experiments/:id/report.json', (req, res) => {
    const report = reportOf(experiments.get(req.params.id));
    res
      .attachment('experiment.json')
      .type('json')
      .send(`${JSON.stringify(report, null, 2)}\n`);
  });
  router.get('/experiments/:id/report.csv', (req, res) => {
    const report = reportOf(experiments.get(req.params.id));
    res.attachment('experiment.csv').type('csv').send(toCsv(report));
  });
  return router;
}

/** @throws ProblemError 409 where it isn't over, or gave nothing. */
export function reportOf(experiment: Experiment): Report {
  const done = experiment.latest.get('done');
  if (done?.type === 'done') return done.data;
  throw new ProblemError(409, 'Conflict', 'This experiment has no result, or not yet.');
}
