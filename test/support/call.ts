import { continueTrace } from '@frontpage/shared/trace-context.ts';
import type { Answer, AttemptRecord, CallRequest } from '../../gateway/upstreams/call.ts';

/** A request of a page that has a minute, and the attempts that were recorded for it. */
export function callRequest(
  overrides: Partial<CallRequest> = {},
): CallRequest & { attempts: AttemptRecord[] } {
  const attempts: AttemptRecord[] = [];
  return {
    method: 'GET',
    path: '/things',
    attempt: 1,
    patience: 'timeout',
    signal: new AbortController().signal,
    deadline: performance.now() + 60_000,
    headers: {},
    trace: continueTrace(undefined),
    record: (attempt) => attempts.push(attempt),
    attempts,
    ...overrides,
  };
}

/** A fresh answer with this data. */
export function freshAnswer<T>(data: T, overrides: Partial<Answer<T>> = {}): Answer<T> {
  return { data, source: 'fresh', headers: {}, bytes: 10, ...overrides };
}
