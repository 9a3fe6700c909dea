import { build, type Histogram } from 'hdr-histogram-js';
import type { PageOutcome } from './fetch-page.ts';
import { isDegraded, tookCall } from './server-timing.ts';

/** The longest page that is told from others, in milliseconds. */
const LONGEST = 120_000;
const MICROSECONDS = 1000;

/** What is kept of an arm's pages: each round's figures in milliseconds, NaN where there is none, and counts. */
export type ArmRecord = {
  readonly ms: Float64Array;
  readonly bound: Float64Array;
  /** When each round's page was due, in milliseconds from the start. */
  readonly at: Float64Array;
  /** In microseconds, to three digits. */
  readonly whole: Histogram;
  readonly firstByte: Histogram;
  readonly bounds: Histogram;
  readonly overhead: Histogram;
  /** By kind. */
  readonly errors: Record<string, number>;
  /** By upstream and by how its part ended. */
  readonly sources: Record<string, Record<string, number>>;
  /** What its pages took that have come since the last look, in milliseconds. */
  recent: number[];
  pages: number;
  degraded: number;
  /** Calls of upstreams that its pages tell of. */
  calls: number;
};

export function createRecord(rounds: number): ArmRecord {
  const none = () => new Float64Array(rounds).fill(Number.NaN);
  return {
    ms: none(),
    bound: none(),
    at: none(),
    whole: histogram(),
    firstByte: histogram(),
    bounds: histogram(),
    overhead: histogram(),
    errors: {},
    sources: {},
    recent: [],
    pages: 0,
    degraded: 0,
    calls: 0,
  };
}

/**
 * Takes a page in. One that failed is an error, and in no percentile, since its time says nothing of a page; but one that was
 * given up at the limit counts with the time that it had lasted: it would have taken at least that.
 */
export function recordPage(record: ArmRecord, round: number, at: number, outcome: PageOutcome): void {
  const { ms, error, firstByteMs, timing } = outcome;
  record.pages += 1;
  if (error !== undefined) record.errors[error] = (record.errors[error] ?? 0) + 1;
  if (error !== undefined && error !== 'timeout') return;
  record.at[round] = at;
  record.ms[round] = ms;
  record.recent.push(ms);
  add(record.whole, ms);
  add(record.firstByte, firstByteMs);
  if (timing.boundMs !== undefined) record.bound[round] = timing.boundMs;
  add(record.bounds, timing.boundMs);
  add(record.overhead, timing.overheadMs);
  countSources(record, timing.sources);
}

function countSources(record: ArmRecord, sources: PageOutcome['timing']['sources']): void {
  const ended = Object.entries(sources);
  if (ended.some(([, source]) => isDegraded(source))) record.degraded += 1;
  for (const [upstream, source] of ended) {
    record.sources[upstream] ??= {};
    const counts = record.sources[upstream];
    counts[source] = (counts[source] ?? 0) + 1;
    if (tookCall(source)) record.calls += 1;
  }
}

function histogram(): Histogram {
  return build({ highestTrackableValue: LONGEST * MICROSECONDS, numberOfSignificantValueDigits: 3 });
}

function add(into: Histogram, ms: number | undefined): void {
  if (ms !== undefined) into.recordValue(Math.round(Math.min(LONGEST, ms) * MICROSECONDS));
}

/** The value that `percent` of a histogram's are not above, in milliseconds; undefined where there is none. */
export function percentile(of: Histogram, percent: number): number | undefined {
  if (of.totalCount === 0) return undefined;
  // The end of its bucket, which may lie beyond the greatest.
  return Math.min(of.getValueAtPercentile(percent), of.maxValue) / MICROSECONDS;
}

/** The same where at least one value lies beyond it, so that it isn't just the greatest; the median of any. */
export function percentileWithin(of: Histogram, percent: number): number | undefined {
  const beyond = (of.totalCount * (100 - percent)) / 100;
  // A product such as 1000 * (100 - 99.9) / 100 misses 1 by a few units in the last place.
  return percent <= 50 || beyond >= 1 - 1e-6 ? percentile(of, percent) : undefined;
}

/** The exact greatest, and the mean. */
export function extremes(of: Histogram): { mean: number | undefined; max: number | undefined } {
  if (of.totalCount === 0) return { mean: undefined, max: undefined };
  return { mean: of.mean / MICROSECONDS, max: of.maxValue / MICROSECONDS };
}
