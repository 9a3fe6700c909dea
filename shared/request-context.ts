import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { continueTrace, type TraceContext } from './trace-context.ts';

declare global {
  namespace Express {
    interface Request {
      /** Names this request in logs, in the answer, and in calls made for it. */
      id: string;
      trace: TraceContext;
    }
  }
}

const REQUEST_ID = /^[\w.:-]{1,64}$/;

/**
 * Gives every request an id (the caller's `x-request-id` where it is sane) and its trace. The id goes back in
 * `x-request-id`.
 */
export const requestContext: RequestHandler = function setContext(req, res, next) {
  const given = req.headers['x-request-id'];
  req.id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  req.trace = continueTrace(req.headers.traceparent as string | undefined);
  res.setHeader('x-request-id', req.id);
  next();
};
