import { writeFileSync } from 'node:fs';
import { aligned } from './aligned.ts';
import { fitLine, type Line } from './fit-line.ts';
import { drawGrowth, type Growth } from './growth-chart.ts';
import { DELAY, measureGrowth, type Size } from './growth-measure.ts';
import { median } from './median.ts';

const FULL: Size = { counts: [2, 4, 8, 16, 32], rounds: 7, fragments: 8000, concurrent: 60, sequential: 3 };
const SHORT: Size = { counts: [2, 8, 32], rounds: 2, fragments: 1600, concurrent: 10, sequential: 1 };

/** How much of the bound `concurrent` may take on top, at any number of fragments. */
const TARGET = 0.1;

/**
 * How a page's cost and latency grow with its fragments, each from an upstream of its own: the text of the table. A full run
 * draws `docs/growth.svg` from the same figures.
 */
export async function growth(short: boolean): Promise<string> {
  const size = short ? SHORT : FULL;
  const { cost, concurrent, sequential } = await measureGrowth(size);
  const rows = [...cost].map(([fragments, cpu]) => ({
    fragments,
    cpuMicros: median(cpu),
    spread: [Math.min(...cpu), Math.max(...cpu)] as const,
    concurrentMs: median(concurrent.get(fragments) ?? []),
    sequentialMs: median(sequential.get(fragments) ?? []),
  }));
  const line = fitLine(rows.map(({ fragments, cpuMicros }) => [fragments, cpuMicros] as const));
  if (!short) writeFileSync(new URL('../docs/growth.svg', import.meta.url), drawGrowth(rows, line));
  return [
    `fragments from an upstream each; CPU of ${size.rounds} rounds, upstreams at once; latency with ${DELAY} ms at each, one page at a time`,
    table(rows),
    conclusion(rows, line),
  ].join('\n');
}

function table(rows: readonly Growth[]): string {
  const headings = ['fragments', 'CPU a page', 'spread', 'concurrent', 'over the bound', 'sequential'];
  const lines = rows.map(({ fragments, cpuMicros, spread, concurrentMs, sequentialMs }) => [
    String(fragments),
    `${cpuMicros.toFixed(0)} µs`,
    spread.map((micros) => micros.toFixed(0)).join('-'),
    `${concurrentMs.toFixed(1)} ms`,
    `${(100 * over(concurrentMs)).toFixed(1)} %`,
    `${sequentialMs.toFixed(0)} ms`,
  ]);
  return aligned([headings, ...lines]);
}

function conclusion(rows: readonly Growth[], { slope, intercept, rSquared }: Line): string {
  const most = Math.max(...rows.map(({ concurrentMs }) => over(concurrentMs)));
  return [
    `CPU: ${slope.toFixed(1)} µs a fragment and ${intercept.toFixed(0)} µs a page, R² ${rSquared.toFixed(4)}`,
    `concurrent: at most ${(100 * most).toFixed(1)} % over the bound; the target is ${100 * TARGET} %`,
  ].join('\n');
}

function over(ms: number): number {
  return ms / DELAY - 1;
}
