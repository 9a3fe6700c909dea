import { anyDrawn, isBiased, isDependent, refusedShare } from './comparable.ts';
import type { LoadReport } from './open-loop.ts';
import type { Report } from './report.ts';

type Circumstances = Pick<Report, 'plan' | 'arms' | 'generator'> & {
  readonly lab: boolean;
  readonly limits: { readonly maxInFlight: number };
  readonly load: LoadReport;
};

/** A generator that is later than this, in milliseconds, or than this share of the quickest arm's median, is part of what was measured. */
const LATE_MS = 5;
const LATE_SHARE = 0.1;

/** What stands in the way of believing a result; empty where nothing does. */
export function warningsOf(circumstances: Circumstances): string[] {
  return [
    ...ofLoad(circumstances),
    ...ofGenerator(circumstances),
    ...ofPairs(circumstances),
    ...ofPages(circumstances),
  ];
}

function ofLoad({ load, arms, limits }: Circumstances): string[] {
  const told = Object.values(arms).reduce((sum, { pages }) => sum + pages, 0);
  const ends: Record<LoadReport['ended'], string[]> = {
    complete: [],
    cancelled: [
      `It was cancelled: this is what there was until then. ${load.sent - told} pages were under way, and are in no figure, be they ever so slow.`,
    ],
    'out of time': [`Time was over before ${load.unsent} pages could be sent; they are in no figure.`],
  };
  const held = `${load.heldBack} pages had to wait because ${limits.maxInFlight} others were under way; their wait counts.`;
  return [...ends[load.ended], ...(load.heldBack > 0 ? [held] : [])];
}

function ofGenerator({ generator, arms }: Circumstances): string[] {
  const late = generator.lag.p99 ?? 0;
  const medians = Object.values(arms).map(({ ms }) => ms.p50 ?? Number.POSITIVE_INFINITY);
  return late > LATE_MS && late > LATE_SHARE * Math.min(...medians)
    ? [
        `The load generator could not keep up: one page in a hundred was sent more than ${late.toFixed(1)} ms late, and that counts as theirs. Ask for fewer pages a second, or give it a processor of its own.`,
      ]
    : [];
}

function ofPairs({ plan, lab, arms }: Circumstances): string[] {
  const { strategies, targets, latency, faults } = plan;
  const warnings: string[] = [];
  if (!lab) warnings.push('The gateway runs with LAB=off: the pages of a round met different delays.');
  if (lab && strategies.length > 0 && !anyDrawn(strategies, arms)) {
    warnings.push(
      'No page tells what delay it met: the services take no latency or seed of ours (LAB=off there), and drew their own.',
    );
  }
  if (strategies.length === 0 && Object.keys({ ...latency, ...faults }).length > 0) {
    warnings.push('Latency and faults were set for nothing: no strategy of the gateway was compared.');
  }
  if (lab && targets.length > 0) {
    warnings.push(
      `${targets.length === 1 ? 'A target draws' : 'Targets draw'} no delays of ours: the pages of a round were sent together, and no more.`,
    );
  }
  return warnings;
}

function ofPages({ arms }: Circumstances): string[] {
  const named = Object.entries(arms);
  const refused = named.filter(([, arm]) => refusedShare(arm) > 0);
  const failed = named.filter(([, arm]) => isBiased(arm)).map(([name]) => name);
  const warnings: string[] = [];
  if (refused.length > 0) {
    const shares = refused.map(([name, arm]) => `${(100 * refusedShare(arm)).toFixed(1)} % of ${name}`);
    warnings.push(
      `An open breaker or a full bulkhead kept calls from being made: ${shares.join(', ')}. Those pages met no delay, and their times say nothing of a whole page.`,
    );
  }
  if (failed.length > 0) {
    warnings.push(
      `More than 1 of 100 pages of ${failed.join(', ')} failed. Pages that fail are in no percentile, and their rounds in no difference, so that the figures are of the luckier ones.`,
    );
  }
  if (named.some(([, arm]) => isDependent(arm))) {
    warnings.push(
      'Slow pages came in long rows, so that there are few accidents to judge by: the intervals may be too narrow. Run it longer.',
    );
  }
  return warnings;
}
