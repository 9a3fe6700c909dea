import type { Plan } from './plan.ts';
import type { ArmReport, Report } from './report.ts';
import { isRefused } from './server-timing.ts';

type Arms = Report['arms'];

/** More failed pages than this share leave a choice of the others. */
const MOST_FAILED = 0.01;
/** A block of nearly this share of all rounds is the longest there is, and may be too short; blocks up to `FEW` rounds may be chance. */
const LONG_SHARE = 0.09;
const FEW = 10;

/** Whether the pages of a round met the same delays: all of them drew, and none was refused the call that would have. */
export function arePaired({ strategies, targets }: Plan, lab: boolean, arms: Arms): boolean {
  const refused = Object.values(arms).some((arm) => refusedShare(arm) > 0);
  return lab && targets.length === 0 && anyDrawn(strategies, arms) && !refused;
}

/** Whether any page of the gateway told a bound, which it can where a service told its draw; true where none came. */
export function anyDrawn(strategies: readonly string[], arms: Arms): boolean {
  const own = strategies.flatMap((name) => arms[name] ?? []).filter(({ ms }) => ms.p50 !== null);
  return own.length === 0 || own.some(({ bound }) => bound.p50 !== null);
}

/** The share of pages for which a call was refused, of the upstream that was refused most. */
export function refusedShare({ sources, pages }: ArmReport): number {
  const refused = Object.values(sources).map((counts) =>
    Object.entries(counts).reduce((sum, [source, count]) => sum + (isRefused(source) ? count : 0), 0),
  );
  return Math.max(0, ...refused) / Math.max(1, pages);
}

/** Whether so many pages failed that the others are a choice. One that was given up at the limit is among the figures. */
export function isBiased({ errors, pages }: ArmReport): boolean {
  const kinds = Object.entries(errors).filter(([kind]) => kind !== 'timeout');
  return kinds.reduce((sum, [, count]) => sum + count, 0) > MOST_FAILED * pages;
}

/** Whether rounds depend on each other for so long that an interval may be too narrow. */
export function isDependent({ difference }: ArmReport): boolean {
  return difference !== null && difference.block > Math.max(FEW, LONG_SHARE * difference.pairs);
}
