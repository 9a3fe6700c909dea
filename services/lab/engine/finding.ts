import type { Difference } from './bootstrap.ts';
import type { ArmReport, Report } from './report.ts';

type Found = Pick<Report, 'arms' | 'baseline' | 'paired'>;

/** What was found, in a few plain sentences, with its certainty: the quickest against the baseline, then what it costs. */
export function findingOf(found: Found): string {
  const { arms, baseline } = found;
  const measured = Object.entries(arms).filter(([, arm]) => arm.ms.p50 !== null);
  if (measured.length === 0) return 'No page came.';
  const others = measured.filter(([, arm]) => arm.difference !== null);
  const best = others.toSorted(([, a], [, b]) => (a.ms.p50 ?? 0) - (b.ms.p50 ?? 0))[0];
  const base = arms[baseline];
  const first = best && base ? compare(best, [baseline, base], found.paired) : describe(measured[0]);
  const rest = others.filter((other) => other !== best);
  return [first, ...groups(rest), ...caveats(arms)].filter((sentence) => sentence !== '').join(' ');
}

function describe(one: [string, ArmReport] | undefined): string {
  if (one === undefined) return '';
  const [name, { ms }] = one;
  const tail = ms.p99 === null ? '' : `, and 99 of 100 within ${time(ms.p99)}`;
  return `Half of the pages of ${name} were there within ${time(ms.p50)}${tail}.`;
}

function compare(
  [name, arm]: [string, ArmReport],
  [baseline, base]: [string, ArmReport],
  paired: boolean,
): string {
  const { p50, p99, pairs } = arm.difference ?? { p50: { ms: 0 }, p99: { ms: 0 }, pairs: 0 };
  const rounds = `${pairs} rounds${paired ? ' that met the same delays' : ', whose pages did not meet the same delays'}`;
  if (verdict(p50) === 'unknown') {
    return `The median page of ${name} took ${time(arm.ms.p50)}, of ${baseline} ${time(base.ms.p50)}; ${pairs} rounds are too few to say how certain that is.`;
  }
  if (verdict(p50) === 'same') {
    const tail = verdict(p99) === 'quicker' || verdict(p99) === 'slower' ? ` ${atTail(p99)}.` : '';
    return `At the median ${name} and ${baseline} can't be told apart: the difference is between ${signed(p50.low)} and ${signed(p50.high)} (95 % interval, ${rounds}).${tail}`;
  }
  const tail = verdict(p99) === 'unknown' ? '' : ` ${atTail(p99)}.`;
  const opening = verdict(p50) === 'slower' ? `Nothing is quicker than ${baseline}. ` : '';
  return `${opening}The median page of ${name} took ${time(arm.ms.p50)} instead of ${time(base.ms.p50)}: ${gap(p50)} than ${baseline} (95 % interval ${range(p50)}, ${rounds}).${tail}`;
}

/** How the others did at the median, by verdict. */
function groups(others: readonly [string, ArmReport][]): string[] {
  const named = (which: ReturnType<typeof verdict>) =>
    others
      .filter(([, { difference }]) => difference && verdict(difference.p50) === which)
      .map(([name]) => name);
  return (
    [
      ['quicker', 'Quicker too'],
      ['same', 'No different at the median'],
      ['slower', 'Slower'],
    ] as const
  )
    .map(([which, title]) => [title, named(which)] as const)
    .filter(([, names]) => names.length > 0)
    .map(([title, names]) => `${title}: ${names.join(', ')}.`);
}

function atTail(p99: Difference): string {
  if (verdict(p99) === 'same') return "At the 99th percentile they can't be told apart";
  return `At the 99th percentile it is ${gap(p99)} (${range(p99)})`;
}

function verdict({ low, high }: Difference): 'quicker' | 'slower' | 'same' | 'unknown' {
  if (low === undefined || high === undefined) return 'unknown';
  return high < 0 ? 'quicker' : low > 0 ? 'slower' : 'same';
}

function gap({ ms }: Difference): string {
  return `${time(Math.abs(ms))} ${ms < 0 ? 'quicker' : 'slower'}`;
}

function range({ ms, low = ms, high = ms }: Difference): string {
  const [least, most] = [Math.abs(low), Math.abs(high)].toSorted((a, b) => a - b);
  return `${time(least)} to ${time(most)}`;
}

function caveats(arms: Found['arms']): string[] {
  const failed = ({ errors }: ArmReport) => Object.values(errors).reduce((sum, count) => sum + count, 0);
  return [
    counted('Pages that lacked a part', arms, ({ degraded }) => degraded),
    counted('Pages that failed', arms, failed),
  ];
}

function counted(title: string, arms: Found['arms'], count: (arm: ArmReport) => number): string {
  const found = Object.entries(arms).filter(([, arm]) => count(arm) > 0);
  const shares = found.map(([name, arm]) => `${share(count(arm), arm.pages)} of ${name}`);
  return shares.length === 0 ? '' : `${title}: ${shares.join(', ')}.`;
}

function share(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  return `${percent < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

function time(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return 'no time';
  return `${Math.abs(ms) < 100 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

function signed(ms: number | undefined): string {
  return `${(ms ?? 0) > 0 ? '+' : ''}${time(ms)}`.replace('-', '−');
}
