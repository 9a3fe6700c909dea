import type { RequestHandler } from 'express';
import { Counter, type Registry } from 'prom-client';
import { ProblemError, sendProblem } from './problem.ts';

/** How many milliseconds the caller still waits; relative, so that clocks need not agree. */
export const DEADLINE_HEADER = 'x-deadline-ms';

/**
 * Stops working for a caller whose deadline has passed: the answer is a 504 then, which ends whatever the request was
 * waiting for. Counted in `http_server_deadline_exceeded_total`. A header that is no number is ignored.
 */
export function honourDeadline(registry: Registry): RequestHandler {
  const exceeded = new Counter({
    name: 'http_server_deadline_exceeded_total',
    help: "Requests that were given up because their caller's deadline had passed.",
    registers: [registry],
  });
  return function limitToDeadline(req, res, next) {
    const given = req.headers[DEADLINE_HEADER];
    if (typeof given !== 'string' || !/^\d{1,9}$/.test(given)) return next();
    function giveUp(): void {
      exceeded.inc();
      sendProblem(res, new ProblemError(504, 'Gateway Timeout', `The caller's ${given} ms are over.`));
    }
    if (Number(given) === 0) return giveUp();
    const timer = setTimeout(giveUp, Number(given));
    res.once('close', () => clearTimeout(timer));
    next();
  };
}
