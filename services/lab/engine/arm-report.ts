import { type ArmRecord, extremes, percentile, percentileWithin } from './arm-record.ts';
import { pairedDifferences } from './bootstrap.ts';
import {
  type ArmDifference,
  type ArmReport,
  type DifferenceName,
  type DistributionPoints,
  differenceStatistics,
  type OverTime,
} from './report.ts';

type Context = {
  readonly baseline: ArmRecord | undefined;
  readonly seed: number;
  readonly callsPerPage: number | undefined;
  /** The load's length in milliseconds. */
  readonly duration: number;
};

/** An arm's figures. The baseline's own has no difference. */
export async function reportArm(
  record: ArmRecord,
  { baseline, seed, callsPerPage, duration }: Context,
): Promise<ArmReport> {
  const { whole, firstByte, bounds, overhead } = record;
  const { mean, max } = extremes(whole);
  const [p50, p90, p95, p99, p999] = [50, 90, 95, 99, 99.9].map((percent) =>
    rounded(percentileWithin(whole, percent)),
  );
  return {
    pages: record.pages,
    ms: { mean: rounded(mean), p50, p90, p95, p99, p999, max: rounded(max) } as ArmReport['ms'],
    firstByte: medianAndTail(firstByte),
    bound: medianAndTail(bounds),
    overhead: medianAndTail(overhead),
    degraded: record.degraded,
    errors: record.errors,
    sources: record.sources,
    callsPerPage: rounded(callsPerPage),
    difference: baseline && baseline !== record ? await differenceOf(baseline, record, seed) : null,
    distribution: distributionOf(record),
    overTime: overTimeOf(record, duration),
  };
}

async function differenceOf(
  baseline: ArmRecord,
  record: ArmRecord,
  seed: number,
): Promise<ArmDifference | null> {
  const names = Object.keys(differenceStatistics) as DifferenceName[];
  const statistics = names.map((name) => differenceStatistics[name]);
  const { pairs, block, differences } = await pairedDifferences(baseline.ms, record.ms, statistics, { seed });
  if (pairs === 0) return null;
  const byName = names.map((name, k) => {
    const { ms = Number.NaN, low, high } = differences[k] ?? {};
    const bounds =
      low === undefined || high === undefined ? {} : { low: toMicros(low), high: toMicros(high) };
    return [name, { ms: toMicros(ms), ...bounds }] as const;
  });
  return { pairs, block, ...(Object.fromEntries(byName) as Record<DifferenceName, { ms: number }>) };
}

/** Points of the distribution for each factor of ten between a page and the slowest. */
const POINTS = 20;

function distributionOf({ whole, bounds }: ArmRecord): DistributionPoints {
  const last = Math.floor(POINTS * Math.log10(Math.max(1, whole.totalCount)));
  const share = Array.from({ length: last + 1 }, (_, k) => 1 - 10 ** (-k / POINTS));
  return {
    share,
    ms: share.map((q) => rounded(percentile(whole, 100 * q))),
    bound: share.map((q) => rounded(percentile(bounds, 100 * q))),
  };
}

/** Intervals over time: not more than this, and not shorter, in milliseconds. */
const INTERVALS = 120;
const SHORTEST = 250;

function overTimeOf({ at, ms, bound }: ArmRecord, duration: number): OverTime {
  const length = Math.max(SHORTEST, duration / INTERVALS);
  const groups = Array.from({ length: Math.max(1, Math.ceil(duration / length)) }, () => [] as number[]);
  for (const [round, due] of at.entries())
    groups[Math.min(groups.length - 1, Math.floor(due / length))]?.push(round);
  const of = (values: Float64Array, take: (ascending: number[]) => number | undefined) =>
    groups.map((rounds) => {
      const ascending = rounds.map((round) => values[round] ?? Number.NaN).filter(Number.isFinite);
      return rounded(take(ascending.sort((x, y) => x - y)));
    });
  const median = (ascending: number[]) => ascending[Math.floor((ascending.length - 1) / 2)];
  return {
    seconds: groups.map((_, k) => Math.round((k + 1) * length) / 1000),
    p50: of(ms, median),
    max: of(ms, (ascending) => ascending.at(-1)),
    bound: of(bound, median),
  };
}

function medianAndTail(of: ArmRecord['whole']) {
  return { p50: rounded(percentile(of, 50)), p99: rounded(percentileWithin(of, 99)) };
}

function rounded(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : toMicros(value);
}

function toMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
