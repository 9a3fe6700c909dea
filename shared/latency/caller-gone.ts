import type { Response } from 'express';

/** Aborts when nobody waits for the answer any more: its connection has closed, or it has been sent. */
export function callerGone(res: Response): AbortSignal {
  const controller = new AbortController();
  if (res.closed || res.destroyed) controller.abort();
  else res.once('close', () => controller.abort());
  return controller.signal;
}
