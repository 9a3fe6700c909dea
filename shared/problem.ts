import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Logger } from './logger.ts';

type ProblemExtras = {
  /** Headers that belong to the answer, such as `retry-after`. */
  headers?: Record<string, string>;
  cause?: unknown;
};

/** An error that the caller is meant to see: it becomes an `application/problem+json` answer (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly headers: Record<string, string>;

  constructor(status: number, title: string, detail: string, extras: ProblemExtras = {}) {
    super(`${status} ${title}: ${detail}`, { cause: extras.cause });
    this.name = 'ProblemError';
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.headers = extras.headers ?? {};
  }
}

/** Writes a problem document; does nothing but close the connection where the answer has already begun. */
export function sendProblem(res: Response, problem: ProblemError): void {
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const { status, title, detail } = problem;
  res
    .status(status)
    .set(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', title, status, detail }));
}

/** The last route: whatever nobody answered is a 404 that names what was asked for. */
export const notFound: RequestHandler = (req) => {
  throw new ProblemError(404, 'Not Found', `There is no ${req.method} ${req.path} here.`);
};

/** The one place that turns errors into answers. A 5xx that we did not mean says nothing of its cause but in the log. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return function answerProblem(error: unknown, req, res, _next) {
    const problem = toProblem(error);
    logProblem(log, problem, req);
    sendProblem(res, problem);
  };
}

/** A 5xx that we did not mean is an error in the log; one that we answered on purpose is counted, and no news. */
export function logProblem(
  log: Logger,
  problem: ProblemError,
  req: Partial<Pick<Request, 'id' | 'trace'>>,
): void {
  const request = { requestId: req.id, traceId: req.trace?.traceId };
  if (problem.cause !== undefined && problem.status >= 500)
    log.error({ err: problem.cause, ...request }, 'request failed');
  else log.debug({ status: problem.status, ...request }, problem.detail);
}

/** What the caller may know of an error; Express' own carry a status and, where `expose` is set, a message. */
export function toProblem(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { status, expose, message } = error as { status?: unknown; expose?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    const title = STATUS_CODES[status] ?? 'Bad Request';
    return new ProblemError(status, title, expose === false ? title : String(message), { cause: error });
  }
  return new ProblemError(500, 'Internal Server Error', 'Something went wrong on our side.', {
    cause: error,
  });
}
