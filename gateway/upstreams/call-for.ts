import { continueTrace } from '@frontpage/shared/trace-context.ts';
import type { Request, Response } from 'express';
import type { AttemptRecord, CallRequest } from './call.ts';

type Wanted = {
  readonly path: string;
  /** How long the call may take in all, in milliseconds. */
  readonly budget: number;
  /** JSON to send; without it the call is a GET. */
  readonly body?: string;
  readonly personalTo?: string;
  readonly record?: (attempt: AttemptRecord) => void;
};

/** A call on behalf of one visitor's request: it has its id and trace, and ends when they leave. */
export function callFor(req: Request, { budget, body, record = () => {}, ...wanted }: Wanted): CallRequest {
  return {
    ...wanted,
    method: body === undefined ? 'GET' : 'POST',
    body,
    attempt: 1,
    patience: 'timeout',
    signal: abortWhenGone(req.res as Response),
    deadline: performance.now() + budget,
    trace: req.trace,
    headers: { 'x-request-id': req.id },
    record,
  };
}

/** A call that no visitor waits for: it begins a trace of its own, and ends with the signal. */
export function backgroundCall(
  { budget, body, ...wanted }: Pick<Wanted, 'path' | 'budget' | 'body'>,
  signal: AbortSignal,
): CallRequest {
  return {
    ...wanted,
    method: body === undefined ? 'GET' : 'POST',
    body,
    attempt: 1,
    patience: 'timeout',
    signal,
    deadline: performance.now() + budget,
    trace: continueTrace(undefined),
    headers: {},
    record() {},
  };
}

/** One for all: an abort without a reason makes an error, with its stack, for each page. */
const GONE = new Error('the reader has left');

/** A signal that aborts when the reader leaves before the answer has. */
export function abortWhenGone(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort(GONE);
  });
  return controller.signal;
}
