import type { Line } from './fit-line.ts';
import { DELAY } from './growth-measure.ts';

/** What a page with so many fragments takes: medians, and the least and most of the rounds' CPU times. */
export type Growth = {
  readonly fragments: number;
  readonly cpuMicros: number;
  readonly spread: readonly [least: number, most: number];
  readonly concurrentMs: number;
  readonly sequentialMs: number;
};

/** One of the two plots: its left edge, what it shows and in what unit, and the value at its upper edge. */
type Plot = { readonly left: number; readonly title: string; readonly unit: string; readonly top: number };

const AREA = { top: 44, width: 280, height: 200 };
const BOTTOM = AREA.top + AREA.height;
const HEIGHT = BOTTOM + 42;
const LEFT = [56, 416] as const;
const WIDTH = LEFT[1] + AREA.width + 24;
const STEPS = 4;
const TICKS = [2, 4, 8, 16, 32];
const MOST = 34;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #3d444d }
  .title { font-weight: 600 }
  .axis { stroke: #8c959f; fill: none }
  .grid { stroke: #8c959f; opacity: 0.25 }
  .one { stroke: #2f6fb2; fill: none; stroke-width: 1.5 }
  .one-point { fill: #2f6fb2 }
  .one-name { fill: #2f6fb2 }
  .two { stroke: #b3500f; fill: none; stroke-width: 1.5 }
  .two-point { fill: #b3500f }
  .two-name { fill: #b3500f }
  @media (prefers-color-scheme: dark) {
    text { fill: #c9d1d9 }
    .one { stroke: #6ea8e0 }
    .one-point, .one-name { fill: #6ea8e0 }
    .two { stroke: #f0a36b }
    .two-point, .two-name { fill: #f0a36b }
  }`;

/** The growth of cost and latency as an SVG, readable on light and on dark ground. */
export function drawGrowth(rows: readonly Growth[], line: Line): string {
  const most = (values: readonly number[]) => roundUp(Math.max(...values));
  const cost: Plot = {
    left: LEFT[0],
    title: 'CPU time of a page of concurrent',
    unit: 'ms',
    top: most(rows.map(({ spread }) => spread[1] / 1000)),
  };
  const latency: Plot = {
    left: LEFT[1],
    title: `Latency with ${DELAY} ms at every upstream`,
    unit: 'ms',
    top: most(rows.map(({ sequentialMs }) => sequentialMs)),
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
<title id="title">How a page's cost and latency grow with its fragments</title>
<desc id="desc">${description(rows, line)}</desc>
<style>${STYLE}
</style>
${axes(cost)}${costs(cost, rows, line)}${axes(latency)}${latencies(latency, rows)}</svg>
`;
}

function description(rows: readonly Growth[], { slope, intercept }: Line): string {
  const cpu = `CPU time is ${slope.toFixed(0)} µs a fragment and ${intercept.toFixed(0)} µs a page.`;
  const points = rows.map(
    ({ fragments, cpuMicros, concurrentMs, sequentialMs }) =>
      `${fragments} fragments: ${cpuMicros.toFixed(0)} µs, concurrent ${concurrentMs.toFixed(0)} ms, sequential ${sequentialMs.toFixed(0)} ms`,
  );
  return `${cpu} ${points.join('; ')}.`;
}

function costs(plot: Plot, rows: readonly Growth[], { slope, intercept }: Line): string {
  const ms = (fragments: number) => (intercept + slope * fragments) / 1000;
  const fitted = path('one', plot, [
    [0, ms(0)],
    [MOST, ms(MOST)],
  ]);
  const spreads = rows.map(({ fragments, spread }) =>
    path(
      'one',
      plot,
      spread.map((micros) => [fragments, micros / 1000]),
    ),
  );
  const medians = rows.map(({ fragments, cpuMicros }) => point('one', plot, fragments, cpuMicros / 1000));
  const words = `${slope.toFixed(0)} µs a fragment + ${intercept.toFixed(0)} µs`;
  return fitted + spreads.join('') + medians.join('') + name('one', words, plot.left + 12, AREA.top + 16);
}

function latencies(plot: Plot, rows: readonly Growth[]): string {
  const sequential = rows.map(({ fragments, sequentialMs }) => [fragments, sequentialMs] as const);
  const concurrent = rows.map(({ fragments, concurrentMs }) => [fragments, concurrentMs] as const);
  const points = [
    ...sequential.map(([x, y]) => point('two', plot, x, y)),
    ...concurrent.map(([x, y]) => point('one', plot, x, y)),
  ];
  const [count, height] = sequential.at(-2) ?? [0, 0];
  const [most, end] = concurrent.at(-1) ?? [0, 0];
  return (
    path('two', plot, sequential) +
    path('one', plot, concurrent) +
    points.join('') +
    name('two', 'sequential', x(plot, count) + 14, y(plot, height) + 4) +
    name('one', `concurrent, ${end.toFixed(0)} ms at ${most}`, x(plot, count), y(plot, end) - 10)
  );
}

function axes({ left, title, unit, top }: Plot): string {
  const plot = { left, title, unit, top };
  const steps = Array.from({ length: STEPS + 1 }, (_, i) => (top * i) / STEPS);
  const values = steps.map((value) => {
    const at = y(plot, value).toFixed(1);
    const text = value === top ? `${value} ${unit}` : String(value);
    return `<path class="grid" d="M${left} ${at}h${AREA.width}"/>
<text x="${left - 6}" y="${at}" dy="4" text-anchor="end">${text}</text>\n`;
  });
  const counts = TICKS.map((count) => {
    const at = x(plot, count).toFixed(1);
    return `<path class="axis" d="M${at} ${BOTTOM}v4"/>
<text x="${at}" y="${BOTTOM + 18}" text-anchor="middle">${count}</text>\n`;
  });
  return `<text class="title" x="${left}" y="18">${title}</text>
${values.join('')}<path class="axis" d="M${left} ${BOTTOM}h${AREA.width}"/>
${counts.join('')}<text x="${left + AREA.width}" y="${BOTTOM + 34}" text-anchor="end">fragments</text>\n`;
}

function path(style: string, plot: Plot, points: readonly (readonly [x: number, y: number])[]): string {
  const corners = points.map(([count, value]) => `${x(plot, count).toFixed(1)} ${y(plot, value).toFixed(1)}`);
  return `<path class="${style}" d="M${corners.join('L')}"/>\n`;
}

function point(style: string, plot: Plot, count: number, value: number): string {
  return `<circle class="${style}-point" cx="${x(plot, count).toFixed(1)}" cy="${y(plot, value).toFixed(1)}" r="3.5"/>\n`;
}

function name(style: string, text: string, left: number, bottom: number): string {
  return `<text class="${style}-name" x="${left.toFixed(1)}" y="${bottom.toFixed(1)}">${text}</text>\n`;
}

function x({ left }: Plot, count: number): number {
  return left + (count / MOST) * AREA.width;
}

function y({ top }: Plot, value: number): number {
  return BOTTOM - (value / top) * AREA.height;
}

/** The next number of which a quarter is easy to read: 1, 2, 4 or 8 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 8].find((times) => times * power >= value) ?? 10) * power;
}
