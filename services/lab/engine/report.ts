import type { Difference } from './bootstrap.ts';
import type { Plan } from './plan.ts';

/** What an experiment gave, as JSON: times in milliseconds, null where there is none. */
export type Report = {
  /** Of this format. */
  readonly version: 1;
  readonly plan: Plan;
  readonly startedAt: string;
  readonly tookMs: number;
  readonly ended: 'complete' | 'cancelled' | 'out of time';
  /** Whether the pages of a round met the same delays. */
  readonly paired: boolean;
  readonly baseline: string;
  /** What was found, in plain words. */
  readonly finding: string;
  /** What stands in the way of believing it. */
  readonly warnings: readonly string[];
  readonly generator: GeneratorReport;
  readonly arms: Readonly<Record<string, ArmReport>>;
};

type GeneratorReport = {
  readonly sent: number;
  readonly unsent: number;
  readonly heldBack: number;
  /** How late pages were sent. */
  readonly lag: { readonly p50: number | null; readonly p99: number | null; readonly max: number | null };
};

export type ArmReport = {
  readonly pages: number;
  /** A percentile that no page lies beyond, such as p99 of 50 pages, is null: it would be the greatest by another name. */
  readonly ms: Readonly<Record<'mean' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'max', number | null>>;
  readonly firstByte: MedianAndTail;
  /** The least that its pages could take with the delays that they met, and what they took beyond that. */
  readonly bound: MedianAndTail;
  readonly overhead: MedianAndTail;
  /** Pages that show something else than they should because a call failed. */
  readonly degraded: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly sources: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly callsPerPage: number | null;
  /** From the baseline, over the rounds in which both pages came; null for the baseline itself, and where there is none. */
  readonly difference: ArmDifference | null;
  readonly distribution: DistributionPoints;
  readonly overTime: OverTime;
};

type MedianAndTail = { readonly p50: number | null; readonly p99: number | null };

export type ArmDifference = {
  readonly pairs: number;
  /** So many consecutive rounds were drawn together for the intervals, because they depend on each other; 1 where they don't. */
  readonly block: number;
} & Readonly<Record<DifferenceName, Difference>>;

export const differenceStatistics = { mean: 'mean', p50: 0.5, p90: 0.9, p99: 0.99 } as const;
export type DifferenceName = keyof typeof differenceStatistics;

/** The cumulative distribution: this share of its pages was there within these milliseconds. */
export type DistributionPoints = {
  readonly share: readonly number[];
  readonly ms: readonly (number | null)[];
  readonly bound: readonly (number | null)[];
};

/** By when pages were due: the end of each interval in seconds, and what its pages took. */
export type OverTime = {
  readonly seconds: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly bound: readonly (number | null)[];
};
