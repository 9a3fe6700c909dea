import { ProblemError } from '@frontpage/shared/problem.ts';
import { validate } from '@frontpage/shared/validate.ts';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { planSchema, SERVICES, type ServiceName } from '../engine/plan.ts';
import { type Curve, curveOf } from './curve.ts';
import type { Mesh } from './mesh-state.ts';
import { mismatchesOf } from './mismatches.ts';

const overrideSchema = z.strictObject({
  latency: z.string({ error: 'a latency profile' }).optional(),
  faults: z.string({ error: 'faults' }).optional(),
  ttl: z.number({ error: 'seconds' }).optional(),
});

const checkSchema = z.strictObject({
  plan: z.unknown(),
  /** Profiles whose curves are wanted. */
  latency: z.record(z.string(), z.string(), { error: 'profiles by service' }),
});

/** What the mesh is set to, changes of it, and what a plan would come to. */
export function meshRoutes(mesh: Mesh): Router {
  const router = express.Router();
  router.get('/mesh', async (_req, res) => {
    res.json(await mesh.state());
  });
  router.put('/mesh/:service', async (req, res) => {
    const setting = validate(overrideSchema, req.body, 'body');
    res.json(await mesh.override(serviceOf(req), setting));
  });
  router.delete('/mesh/:service', async (req, res) => {
    res.json(await mesh.restore(serviceOf(req)));
  });
  // A plan as it is being written: what can't be taken in it is an answer, not an error.
  router.post('/check', async (req, res) => {
    const { plan: written, latency } = validate(checkSchema, req.body, 'body');
    const plan = planSchema.safeParse(written);
    const faults =
      plan.error?.issues.map(({ path, message }) => ({ field: path.join('.'), takes: message })) ?? [];
    const mismatches = plan.success ? mismatchesOf(plan.data, await mesh.state()) : [];
    res.json({ faults, mismatches, curves: curvesOf(latency) });
  });
  return router;
}

function curvesOf(latency: Record<string, string>): Record<string, Curve> {
  const curves = SERVICES.flatMap((service) => {
    const curve = curveIfAny(latency[service]);
    return curve ? [[service, curve] as const] : [];
  });
  return Object.fromEntries(curves);
}

// A text that is no profile is among the plan's faults.
function curveIfAny(text: string | undefined): Curve | undefined {
  try {
    return text === undefined ? undefined : curveOf(text);
  } catch {
    return undefined;
  }
}

function serviceOf(req: Request): ServiceName {
  const service = SERVICES.find((name) => name === req.params.service);
  if (service) return service;
  throw new ProblemError(
    404,
    'Not Found',
    `There is no service "${req.params.service}"; there are ${SERVICES.join(', ')}.`,
  );
}
