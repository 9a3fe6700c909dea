import type { ArmReport } from '../engine/report.ts';

/** What an assertion can name of an arm: how it is read, and whether it is a time in milliseconds or a plain number. */
export const metrics: Readonly<
  Record<string, { unit: 'ms' | 'number'; read: (arm: ArmReport) => number | null }>
> = {
  mean: { unit: 'ms', read: ({ ms }) => ms.mean },
  p50: { unit: 'ms', read: ({ ms }) => ms.p50 },
  p90: { unit: 'ms', read: ({ ms }) => ms.p90 },
  p95: { unit: 'ms', read: ({ ms }) => ms.p95 },
  p99: { unit: 'ms', read: ({ ms }) => ms.p99 },
  'p99.9': { unit: 'ms', read: ({ ms }) => ms.p999 },
  max: { unit: 'ms', read: ({ ms }) => ms.max },
  first_byte: { unit: 'ms', read: ({ firstByte }) => firstByte.p50 },
  bound: { unit: 'ms', read: ({ bound }) => bound.p50 },
  overhead: { unit: 'ms', read: ({ overhead }) => overhead.p50 },
  pages: { unit: 'number', read: ({ pages }) => pages },
  degraded: { unit: 'number', read: ({ degraded, pages }) => shareOf(degraded, pages) },
  errors: {
    unit: 'number',
    read: ({ errors, pages }) =>
      shareOf(
        Object.values(errors).reduce((sum, count) => sum + count, 0),
        pages,
      ),
  },
  calls: { unit: 'number', read: ({ callsPerPage }) => callsPerPage },
};

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
