import type { ArmReport, Report } from './report.ts';

const columns: Record<string, (arm: ArmReport) => number | null | undefined> = {
  pages: (arm) => arm.pages,
  mean_ms: ({ ms }) => ms.mean,
  p50_ms: ({ ms }) => ms.p50,
  p90_ms: ({ ms }) => ms.p90,
  p95_ms: ({ ms }) => ms.p95,
  p99_ms: ({ ms }) => ms.p99,
  p99_9_ms: ({ ms }) => ms.p999,
  max_ms: ({ ms }) => ms.max,
  first_byte_p50_ms: ({ firstByte }) => firstByte.p50,
  bound_p50_ms: ({ bound }) => bound.p50,
  overhead_p50_ms: ({ overhead }) => overhead.p50,
  degraded: (arm) => arm.degraded,
  errors: (arm) => Object.values(arm.errors).reduce((sum, count) => sum + count, 0),
  calls_per_page: (arm) => arm.callsPerPage,
  difference_p50_ms: ({ difference }) => difference?.p50.ms,
  difference_p50_low_ms: ({ difference }) => difference?.p50.low,
  difference_p50_high_ms: ({ difference }) => difference?.p50.high,
  difference_p99_ms: ({ difference }) => difference?.p99.ms,
  difference_p99_low_ms: ({ difference }) => difference?.p99.low,
  difference_p99_high_ms: ({ difference }) => difference?.p99.high,
};

/** A report's table (RFC 4180): a line an arm, nothing where there is no figure. Names are letters, digits and _, and need no quotes. */
export function toCsv({ arms }: Pick<Report, 'arms'>): string {
  const lines = Object.entries(arms).map(([name, arm]) =>
    [name, ...Object.values(columns).map((read) => read(arm) ?? '')].join(','),
  );
  return `${[['name', ...Object.keys(columns)].join(','), ...lines].join('\r\n')}\r\n`;
}
