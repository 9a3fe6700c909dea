import type { TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { listen } from '../listen.ts';
import { operationsApp } from '../operations.ts';
import { serviceApp } from '../service-app.ts';
import { parseFaults } from './faults.ts';
import { latencyMetrics } from './latency-metrics.ts';
import { injectLatency } from './middleware.ts';
import { latencyRouter } from './ops.ts';
import { parseProfile } from './profile.ts';
import { createLatencySettings } from './settings.ts';

export const ANSWER = {
  books: ['Emma', 'Persuasion', 'Middlemarch'],
  note: 'a body of some length, to be cut or slowed',
};

interface Given {
  latency?: string;
  faults?: string;
  lab?: boolean;
  route?: RequestHandler;
  now?: () => number;
}

/** A real service called `promo` on loopback, with one route, `/`, and its operations port. Both end with the test. */
export async function startTestService(t: TestContext, given: Given = {}) {
  const { lab = false, route = (_req, res) => void res.json(ANSWER) } = given;
  const [log, registry] = [pino({ level: 'silent' }), new Registry()];
  const start = {
    latency: parseProfile(given.latency ?? 'none', 'LATENCY'),
    faults: parseFaults(given.faults ?? 'none', 'FAULTS'),
  };
  const settings = createLatencySettings(start, given.now);
  const metrics = latencyMetrics(registry);
  const inject = injectLatency({ service: 'promo', settings, lab, metrics, log });
  const app = serviceApp({ log, registry }, (routes) => routes.get('/', inject, route));
  const ops = operationsApp({
    registry,
    notReady: () => undefined,
    log,
    routes: latencyRouter(settings, log),
  });
  const [service, operations] = await Promise.all([
    listen(app, '127.0.0.1', 0, 'PORT'),
    listen(ops, '127.0.0.1', 0, 'OPS_PORT'),
  ]);
  t.after(() => Promise.all([service.close(0), operations.close(0)]));
  return { url: service.url, opsUrl: operations.url, metrics };
}

/** Looks again and again, letting everything else run in between; the test's own limit ends a condition that never comes. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await setImmediate();
}
