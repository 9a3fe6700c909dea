import type { LoadReport } from './open-loop.ts';
import type { ArmReport, Report } from './report.ts';
import { isRefused } from './server-timing.ts';

type Arms = Report['arms'];

type Circumstances = Pick<Report, 'plan' | 'arms' | 'generator'> & {
  readonly lab: boolean;
  readonly limits: { readonly maxInFlight: number };
  readonly load: LoadReport;
};

/** A generator that is later than this, in milliseconds, or than this share of the quickest arm's median, is part of what was measured. */
const LATE_MS = 5;
const LATE_SHARE = 0.1;

/** What stands in the way of believing a result; empty where nothing does. */
export function warningsOf({ plan, lab, limits, load, arms, generator }: Circumstances): string[] {
  const warnings: string[] = [];
  const came = Object.values(arms).reduce((sum, { pages }) => sum + pages, 0);
  if (load.ended === 'cancelled') {
    warnings.push(
      `It was cancelled: this is what there was until then. ${load.sent - came} pages were under way, and are in no figure, be they ever so slow.`,
    );
  }
  if (load.ended === 'out of time') {
    warnings.push(`Time was over before ${load.unsent} pages could be sent; they are in no figure.`);
  }
  if (load.heldBack > 0) {
    warnings.push(
      `${load.heldBack} pages had to wait because ${limits.maxInFlight} others were under way; their wait counts.`,
    );
  }
  const late = generator.lag.p99 ?? 0;
  const medians = Object.values(arms).map(({ ms }) => ms.p50 ?? Number.POSITIVE_INFINITY);
  if (late > LATE_MS && late > LATE_SHARE * Math.min(...medians)) {
    warnings.push(
      `The load generator could not keep up: 1 of 100 pages was sent more than ${late.toFixed(1)} ms late, and that counts as theirs. Ask for fewer pages a second, or give it a processor of its own.`,
    );
  }
  if (!lab) warnings.push('The gateway runs with LAB=off: the pages of a round met different delays.');
  if (lab && plan.strategies.length > 0 && !anyDrawn(plan.strategies, arms)) {
    warnings.push(
      'No page tells what delay it met: the services take no latency or seed of ours (LAB=off there), and drew their own.',
    );
  }
  const refused = refusedIn(arms);
  if (refused.length > 0) {
    warnings.push(
      `An open breaker or a full bulkhead kept calls from being made: ${refused.join(', ')}. Those pages met no delay, and their times say nothing of a whole page.`,
    );
  }
  const failed = Object.keys(arms).filter((name) => isBiased(arms[name]));
  if (failed.length > 0) {
    warnings.push(
      `More than 1 of 100 pages of ${failed.join(', ')} failed. Pages that fail are in no percentile, and their rounds in no difference, so that the figures are of the luckier ones.`,
    );
  }
  if (dependent(arms)) {
    warnings.push(
      'Slow pages came in long rows, so that there are few accidents to judge by: the intervals may be too narrow. Run it longer.',
    );
  }
  if (plan.strategies.length === 0 && Object.keys({ ...plan.latency, ...plan.faults }).length > 0) {
    warnings.push('Latency and faults were set for nothing: no strategy of the gateway was compared.');
  }
  if (lab && plan.targets.length > 0) {
    warnings.push(
      `${plan.targets.length === 1 ? 'A target draws' : 'Targets draw'} no delays of ours: the pages of a round were sent together, and no more.`,
    );
  }
  return warnings;
}

/** Whether the pages of a round met the same delays: all of them drew, and none was refused the call that would have. */
export function arePaired(plan: Report['plan'], lab: boolean, arms: Arms): boolean {
  return lab && plan.targets.length === 0 && anyDrawn(plan.strategies, arms) && refusedIn(arms).length === 0;
}

/** Whether any page of the gateway told a bound, which it can where a service told its draw; true where none came. */
function anyDrawn(strategies: readonly string[], arms: Arms): boolean {
  const own = strategies.flatMap((name) => arms[name] ?? []).filter(({ ms }) => ms.p50 !== null);
  return own.length === 0 || own.some(({ bound }) => bound.p50 !== null);
}

function refusedIn(arms: Arms): string[] {
  return Object.entries(arms)
    .map(([name, arm]) => [name, refusedShare(arm)] as const)
    .filter(([, share]) => share > 0)
    .map(([name, share]) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} % of ${name}`);
}

/** The share of pages of which a call was refused, of the upstream that was refused most. */
function refusedShare({ sources, pages }: ArmReport): number {
  const refused = Object.values(sources).map((counts) =>
    Object.entries(counts).reduce((sum, [source, count]) => sum + (isRefused(source) ? count : 0), 0),
  );
  return Math.max(0, ...refused) / Math.max(1, pages);
}

/** Blocks up to this length may be chance. */
const FEW = 10;
/** More failed pages than this leave a choice of the others; a page that was given up at the limit is among the figures. */
const MOST_FAILED = 0.01;

function isBiased(arm: ArmReport | undefined): boolean {
  const kinds = Object.entries(arm?.errors ?? {}).filter(([kind]) => kind !== 'timeout');
  return kinds.reduce((sum, [, count]) => sum + count, 0) > MOST_FAILED * (arm?.pages ?? 0);
}

/** A block of this share of all rounds is the longest there is, and may be too short. */
const LONG_SHARE = 0.09;

function dependent(arms: Arms): boolean {
  return Object.values(arms).some(
    ({ difference }) => difference && difference.block > Math.max(FEW, LONG_SHARE * difference.pairs),
  );
}
