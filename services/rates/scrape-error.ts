/** How a scrape may end. */
export const OUTCOMES = [
  'ok',
  'not_modified',
  'throttled',
  'timeout',
  'too_large',
  'malformed',
  'implausible',
  'status',
  'unreachable',
  'aborted',
] as const;

type Outcome = (typeof OUTCOMES)[number];
export type Failure = Exclude<Outcome, 'ok' | 'not_modified'>;

type Extras = {
  /** The status that the source answered with. */
  status?: number;
  /** How long the source wants to be left alone, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The delay that the source says it injected, in milliseconds. */
  injectedMs?: number | undefined;
  cause?: unknown;
};

/** Raised when a scrape has brought no rates. */
export class ScrapeError extends Error {
  readonly outcome: Failure;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly injectedMs: number | undefined;

  constructor(outcome: Failure, detail: string, { cause, ...known }: Extras = {}) {
    super(detail, { cause });
    this.name = 'ScrapeError';
    this.outcome = outcome;
    this.status = known.status;
    this.retryAfterMs = known.retryAfterMs;
    this.injectedMs = known.injectedMs;
  }
}
