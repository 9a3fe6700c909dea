import { aligned } from './aligned.ts';
import type { Measured, Round } from './measure.ts';
import { median } from './median.ts';

const HEADINGS = ['', 'CPU a page', 'of the floor', 'spread', 'pages/CPU s', 'p50', 'p99', 'RSS'];

/** The figures of a run as a table; ratios are of one round to the floor's same round, their median and their spread. */
export function report(measured: Measured): { text: string; ratios: ReadonlyMap<string, number> } {
  const floor = measured.get('floor') ?? [];
  const ratios = new Map<string, number>();
  const rows = [...measured].map(([name, rounds]) => {
    const toFloor = rounds.map(({ cpuMicros }, i) => cpuMicros / (floor[i]?.cpuMicros ?? Number.NaN));
    const ratio = median(toFloor);
    ratios.set(name, ratio);
    const cpu = medianOf(rounds, 'cpuMicros');
    return [
      name,
      `${cpu.toFixed(0)} µs`,
      ratio.toFixed(2),
      `${Math.min(...toFloor).toFixed(2)}-${Math.max(...toFloor).toFixed(2)}`,
      (1e6 / cpu).toFixed(0),
      `${medianOf(rounds, 'p50').toFixed(1)} ms`,
      `${medianOf(rounds, 'p99').toFixed(1)} ms`,
      `${(medianOf(rounds, 'rssBytes') / 1e6).toFixed(0)} MB`,
    ];
  });
  return { text: aligned([HEADINGS, ...rows]), ratios };
}

function medianOf(rounds: readonly Round[], figure: keyof Round): number {
  return median(rounds.map((round) => round[figure]));
}
