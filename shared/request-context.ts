import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from './logger.ts';
import { continueTrace, type TraceContext } from './trace-context.ts';

declare global {
  namespace Express {
    interface Request {
      /** Names this request in logs, in the answer, and in calls made for it. */
      id: string;
      trace: TraceContext;
      /** Logs with this request's id and trace. */
      log: Logger;
    }
  }
}

const REQUEST_ID = /^[\w.:-]{1,64}$/;

/**
 * Gives every request an id (the caller's `x-request-id` where it is sane) and its trace, and a logger that
 * names both. The id goes back in `x-request-id`.
 */
export function requestContext(log: Logger): RequestHandler {
  return function setContext(req, res, next) {
    const given = req.headers['x-request-id'];
    req.id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    req.trace = continueTrace(req.headers.traceparent as string | undefined);
    defineLog(req, log);
    res.setHeader('x-request-id', req.id);
    next();
  };
}

// A child logger costs more than the rest of this together, and most requests never log: it is made when asked for.
function defineLog(req: Express.Request, log: Logger): void {
  let child: Logger | undefined;
  Object.defineProperty(req, 'log', {
    configurable: true,
    get: () => {
      child ??= log.child({ requestId: req.id, traceId: req.trace.traceId });
      return child;
    },
  });
}
