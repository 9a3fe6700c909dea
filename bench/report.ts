import { aligned } from './aligned.ts';
import type { Measured, Round } from './measure.ts';
import { median } from './median.ts';

const HEADINGS = ['', 'CPU a page', 'of the floor', 'spread', 'pages/CPU s', 'p50', 'p99', 'RSS'];

/** The figures of a run as a table; ratios are of one round to the floor's same round, their median and their spread. */
export function report(measured: Measured): string {
  const rows = [...measured].map(([name, rounds]) => {
    const [ratio, spread] = ratioOf(measured, name, 'floor');
    const cpu = medianOf(rounds, 'cpuMicros');
    return [
      name,
      `${cpu.toFixed(0)} µs`,
      ratio.toFixed(2),
      spread,
      (1e6 / cpu).toFixed(0),
      `${medianOf(rounds, 'p50').toFixed(0)} ms`,
      `${medianOf(rounds, 'p99').toFixed(0)} ms`,
      `${(medianOf(rounds, 'rssBytes') / 1e6).toFixed(0)} MB`,
    ];
  });
  return aligned([HEADINGS, ...rows]);
}

/** How many times one's CPU time the other's is, round for round: the median, and the spread as text. */
export function ratioOf(measured: Measured, name: string, to: string): [median: number, spread: string] {
  const others = measured.get(to) ?? [];
  const ratios = (measured.get(name) ?? []).map(
    ({ cpuMicros }, round) => cpuMicros / (others[round]?.cpuMicros ?? Number.NaN),
  );
  return [median(ratios), `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`];
}

function medianOf(rounds: readonly Round[], figure: keyof Round): number {
  return median(rounds.map((round) => round[figure]));
}
