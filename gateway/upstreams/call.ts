import type { TraceContext } from '@frontpage/shared/trace-context.ts';

/** What a call is made for, and how long it may take. */
export type CallRequest = {
  /** How the upstream is asked; only a GET may be repeated by a hedge. */
  readonly method: 'GET' | 'POST';
  /** JSON to send with a POST. */
  readonly body?: string | undefined;
  /** Path and query at the upstream. */
  readonly path: string;
  /** The reader whose answer this is, and nobody else's; undefined where every reader gets the same. */
  readonly personalTo?: string | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Whether an attempt is given up at the upstream's timeout, or only when the budget ends. */
  readonly patience: 'timeout' | 'budget';
  /** When the page's budget ends, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Headers to carry on, such as `x-request-id` and, in the lab, those that decide the latency. */
  readonly headers: Readonly<Record<string, string>>;
  readonly trace: TraceContext;
  /** Counts the attempts of one call, from 1: a hedge is the second. */
  readonly attempt: number;
  /** Takes note of each attempt for this call, when it begins. */
  readonly record: (attempt: AttemptRecord) => void;
};

/** One attempt, on the clock of `performance.now()`; while it is under way it has neither end nor outcome. */
export type AttemptRecord = {
  readonly attempt: number;
  readonly start: number;
  end?: number;
  /** `ok`, or the reason of its failure. */
  outcome?: 'ok' | Reason;
  /** The delay that the upstream says it injected, in milliseconds. */
  injectedMs?: number | undefined;
};

/** What a call gave: data that keeps its contract, and where it came from. */
export type Answer<T> = {
  readonly data: T;
  /** `fresh` from the upstream now; `cached` and `stale` from memory, within and beyond its freshness. */
  readonly source: 'fresh' | 'cached' | 'stale';
  /** How old data from memory is, in seconds. */
  readonly ageSeconds?: number | undefined;
  /** Why it is stale, where a call failed. */
  readonly reason?: Reason | undefined;
  readonly injectedMs?: number | undefined;
  /** The headers that came with it, names in lower case, and the length of its body in bytes. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: number;
};

/** The one function type of the upstream stack: everything in it is a call, or turns one into another. */
export type Call<Result> = (request: CallRequest) => Promise<Result>;

/**
 * What tells two GETs apart whose answers may be kept: the path, and the reader where the answer is theirs alone. No path
 * has a line break in it, so a reader's key can't be made to look like another's.
 */
export function keyOf({ personalTo, path }: Pick<CallRequest, 'personalTo' | 'path'>): string {
  return personalTo === undefined ? path : `${personalTo}\n${path}`;
}

/** Why a call gave no answer that can be used; a label of metrics, so the list is closed. */
export type Reason =
  | 'timeout'
  | 'deadline'
  | 'aborted'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'truncated'
  | 'status'
  | 'redirect'
  | 'malformed'
  | 'contract'
  | 'content-type'
  | 'too-large'
  | 'breaker-open'
  | 'bulkhead-full'
  | 'internal';

type UpstreamErrorOptions = {
  health?: 'failed' | 'well' | 'unknown';
  cause?: unknown;
  injectedMs?: number | undefined;
  status?: number | undefined;
};

/** A call that failed: `reason` is for metrics and for the page, the message with its figures for the log. */
export class UpstreamError extends Error {
  readonly upstream: string;
  readonly reason: Reason;
  /** What this says of the upstream's health: an abort by the caller says nothing, a 404 that it is well. */
  readonly health: 'failed' | 'well' | 'unknown';
  /** The delay that the upstream says it injected, in milliseconds, where its headers arrived. */
  readonly injectedMs: number | undefined;
  /** The status that the upstream answered with, where that is the failure. */
  readonly status: number | undefined;

  constructor(
    upstream: string,
    reason: Reason,
    detail: string,
    { health = 'failed', cause, injectedMs, status }: UpstreamErrorOptions = {},
  ) {
    super(`${upstream}: ${detail}`, { cause });
    this.name = 'UpstreamError';
    this.upstream = upstream;
    this.reason = reason;
    this.health = health;
    this.injectedMs = injectedMs;
    this.status = status;
  }
}
