import { EVENTS_LIMIT } from '@frontpage/shared/contracts/events.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import express, { type RequestHandler } from 'express';

/** The largest body in bytes: that many events, the longest there are. */
const BODY_LIMIT = EVENTS_LIMIT * 512;

const parse = express.json({ limit: BODY_LIMIT });

/**
 * Reads the body of `POST /events`. What is no JSON is refused with 415, what is no valid JSON with 400, and what is too
 * large with 413.
 */
export const readEvents: RequestHandler = (req, res, next) => {
  if (!req.is('application/json')) {
    throw new ProblemError(415, 'Unsupported Media Type', 'Events are sent as application/json.');
  }
  parse(req, res, (error?: unknown) => next(clearer(error)));
};

function clearer(error: unknown): unknown {
  const { type } = (error ?? {}) as { type?: unknown };
  if (type === 'entity.too.large') {
    return new ProblemError(413, 'Content Too Large', `The body takes at most ${BODY_LIMIT} bytes.`, {
      cause: error,
    });
  }
  if (type === 'entity.parse.failed') {
    return new ProblemError(400, 'Bad Request', 'The body is no valid JSON.', { cause: error });
  }
  return error;
}
