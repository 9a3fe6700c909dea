import type { Fragment } from './fragment.ts';
import type { Page } from './page.ts';
import type { Queued } from './schedule.ts';

/** What the stopwatch says of a page; milliseconds, from when the page was asked for. */
export type Timing = {
  readonly totalMs: number;
  /** The page's wait before its first call could begin; undefined where there was none. */
  readonly queue: Queued | undefined;
  /** The least that this page could take with the delays that were injected; undefined where one isn't known. */
  readonly boundMs: number | undefined;
  /** What the page took beyond the bound. */
  readonly overheadMs: number | undefined;
  readonly calls: readonly CallTiming[];
};

type CallTiming = Pick<Fragment, 'upstream' | 'source' | 'reason' | 'ageSeconds'> & {
  readonly startMs: number;
  readonly durationMs: number;
  readonly injectedMs: number | undefined;
  readonly attempts: readonly { startMs: number; durationMs: number; outcome: string }[];
};

/** The timing of a page whose parts have all ended. */
export function timePage(page: Page, fragments: readonly Fragment[]): Timing {
  const totalMs = performance.now() - page.start;
  const boundMs = boundOf(page, fragments);
  return {
    totalMs,
    queue: page.queue,
    boundMs,
    // A page that is cut off leaves a little before its budget ends.
    overheadMs: boundMs === undefined ? undefined : Math.max(0, totalMs - boundMs),
    calls: fragments.map((fragment) => timeCall(fragment, page.start)),
  };
}

/** The schedule's bound, or the page's budget where that is less: no page takes longer. */
function boundOf({ schedule, wish }: Page, fragments: readonly Fragment[]): number | undefined {
  const least = fragments.map(leastOf).filter((ms) => ms !== undefined);
  if (least.length < fragments.length) return undefined;
  return Math.min(schedule.bound(least), wish.budget);
}

/**
 * The least that a call could take with the delay it met: none from memory; a hedge's begins when it was sent. One that
 * was given up at its timeout took just that, and one that was cut off at the deadline longer than the page had.
 */
function leastOf({ source, reason, start, attempts }: Fragment): number | undefined {
  if (reason === 'deadline') return Number.POSITIVE_INFINITY;
  if (attempts.length === 0) return source === 'cached' || source === 'stale' ? 0 : undefined;
  const decisive = decisiveOf(attempts);
  if (decisive?.outcome === 'timeout' && decisive.end !== undefined) return decisive.end - decisive.start;
  if (decisive?.injectedMs === undefined) return undefined;
  const waited = decisive.attempt > 1 ? decisive.start - start : 0;
  return waited + decisive.injectedMs;
}

/** The attempt whose answer was taken, or else the one that failed last. */
function decisiveOf(attempts: Fragment['attempts']) {
  return attempts.find(({ outcome }) => outcome === 'ok') ?? attempts.at(-1);
}

function timeCall(fragment: Fragment, start: number): CallTiming {
  const { upstream, source, reason, ageSeconds, attempts } = fragment;
  return {
    upstream,
    source,
    reason,
    ageSeconds,
    startMs: fragment.start - start,
    durationMs: fragment.end - fragment.start,
    injectedMs: decisiveOf(attempts)?.injectedMs,
    attempts: attempts.map((attempt) => ({
      startMs: attempt.start - start,
      // One that hasn't ended when the page leaves is being cancelled.
      durationMs: (attempt.end ?? performance.now()) - attempt.start,
      outcome: attempt.outcome ?? 'aborted',
    })),
  };
}

/**
 * The `Server-Timing` of a page (W3C Server Timing), durations in milliseconds:
 * `promo;dur=103.1;desc="fresh", promo-injected;dur=100, …, bound;dur=100, overhead;dur=1.2, total;dur=101.2`.
 * A fallback's description names its reason; what is not known is left out.
 */
export function serverTiming({ totalMs, queue, boundMs, overheadMs, calls }: Timing): string {
  const metrics: string[] = [];
  function add(name: string, ms: number | undefined, description = ''): void {
    if (ms !== undefined) metrics.push(`${name};dur=${Math.round(ms * 10) / 10}${description}`);
  }
  for (const { upstream, durationMs, injectedMs, source, reason } of calls) {
    add(upstream, durationMs, `;desc="${reason === undefined ? source : `${source}: ${reason}`}"`);
    add(`${upstream}-injected`, injectedMs);
  }
  if (queue) add('queued', queue.ms, `;desc="${queue.ahead} ahead"`);
  add('bound', boundMs);
  add('overhead', overheadMs);
  add('total', totalMs);
  return metrics.join(', ');
}
