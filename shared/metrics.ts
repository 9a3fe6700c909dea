import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Bounds for what a reader waits for: 1 ms to 10 s, finest where pages end. */
export const LATENCY_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1,
  1.5, 2, 3, 5, 10,
];

/** A registry of the process' own, with Node's default metrics in it; written as OpenMetrics, which has exemplars. */
export function createRegistry(): Registry {
  const registry = new Registry();
  // prom-client's types take the format for a part of the registry's type, which nothing here depends on.
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** `http_server_request_duration_seconds`, as a middleware: from arrival until the answer has left or the caller has. */
export function measureRequests(registry: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Time from the arrival of a request until its answer was sent or its caller was gone.',
    labelNames: ['method', 'route', 'status'],
    buckets: LATENCY_BUCKETS,
    registers: [registry],
  });
  return function measureRequest(req, res, next) {
    const start = performance.now();
    res.once('close', () => {
      const status = res.writableFinished ? String(res.statusCode) : 'aborted';
      duration.observe(
        { method: knownMethod(req.method), route: routePattern(req), status },
        (performance.now() - start) / 1000,
      );
    });
    next();
  };
}

// Labels come from a closed set: the pattern of a route, never a path, and only methods that we have routes for.
function routePattern(req: { route?: { path?: unknown }; baseUrl: string }): string {
  return typeof req.route?.path === 'string' ? req.baseUrl + req.route.path : 'unmatched';
}

function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}
