import { continueTrace, type TraceContext } from '@frontpage/shared/trace-context.ts';
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
export function callFor(req: Request, wanted: Wanted): CallRequest {
  const headers = { 'x-request-id': req.id };
  return { ...callOf(wanted, abortWhenGone(req.res as Response), req.trace), headers };
}

/** A call that no visitor waits for: it begins a trace of its own, and ends with the signal. */
export function backgroundCall(wanted: Wanted, signal: AbortSignal): CallRequest {
  return callOf(wanted, signal, continueTrace(undefined));
}

function callOf({ budget, body, ...wanted }: Wanted, signal: AbortSignal, trace: TraceContext): CallRequest {
  return {
    record() {},
    ...wanted,
    method: body === undefined ? 'GET' : 'POST',
    body,
    attempt: 1,
    patience: 'timeout',
    signal,
    deadline: performance.now() + budget,
    trace,
    headers: {},
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
