import type { AttemptRecord, Call, CallRequest } from '../upstreams/call.ts';
import type { Outcome } from '../upstreams/fallback.ts';

/** A part of the page, as its upstream's call ended; times on the clock of `performance.now()`. */
export type Fragment = Outcome<unknown> & {
  readonly upstream: string;
  readonly start: number;
  readonly end: number;
  readonly attempts: readonly AttemptRecord[];
};

/** Fetches a fragment through its upstream's stack, with a stopwatch. Like the stack, it never fails. */
export async function fetchFragment(
  upstream: string,
  call: Call<Outcome<unknown>>,
  request: Omit<CallRequest, 'record'>,
): Promise<Fragment> {
  const attempts: AttemptRecord[] = [];
  const start = performance.now();
  const outcome = await call({ ...request, record: (attempt) => attempts.push(attempt) });
  return { ...outcome, upstream, start, end: performance.now(), attempts };
}
