import type { Measured, Round } from './measure.ts';

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

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}
