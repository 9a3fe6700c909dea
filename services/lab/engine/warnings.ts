import type { LoadReport } from './open-loop.ts';
import type { Report } from './report.ts';

type Circumstances = Pick<Report, 'plan' | 'paired' | 'baseline' | 'arms' | 'generator'> & {
  readonly lab: boolean;
  readonly limits: { readonly maxInFlight: number };
  readonly load: LoadReport;
};

/** A generator that is later than this, in milliseconds, or than this share of the quickest arm's median, is part of what was measured. */
const LATE_MS = 5;
const LATE_SHARE = 0.1;

/** What stands in the way of believing a result; empty where nothing does. */
export function warningsOf({ plan, paired, lab, limits, load, arms, generator }: Circumstances): string[] {
  const warnings: string[] = [];
  if (load.ended === 'cancelled') warnings.push('It was cancelled: this is what there was until then.');
  if (load.ended === 'out of time') warnings.push(`Time was over before ${load.unsent} pages could be sent.`);
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
  if (lab && !paired) {
    warnings.push(
      `${plan.targets.length === 1 ? 'A target draws' : 'Targets draw'} no delays of ours: the pages of a round were sent together, and no more.`,
    );
  }
  return warnings;
}
