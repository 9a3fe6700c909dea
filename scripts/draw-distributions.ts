// Draws every latency distribution's example into docs/latency: node scripts/draw-distributions.ts
import { mkdirSync, writeFileSync } from 'node:fs';
import { delayAt, distributions } from '@frontpage/shared/latency/distributions.ts';
import { parseProfile } from '@frontpage/shared/latency/profile.ts';

/** The same milliseconds and the same bars in every picture, so that shapes can be compared at a glance. */
const LONGEST = 600;
const BARS = 120;
/** Evenly spaced instead of drawn: the pictures are the same on every run. */
const SAMPLES = 100_000;

const PLOT = { left: 12, top: 30, width: 480, height: 120 };
const WIDTH = PLOT.left * 2 + PLOT.width;
const HEIGHT = PLOT.top + PLOT.height + 34;

const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #3d444d }
  .bar { fill: #2f6fb2 }
  .axis { stroke: #8c959f; fill: none }
  .mark { stroke: #b3500f; stroke-dasharray: 3 3 }
  .name { fill: #b3500f }
  @media (prefers-color-scheme: dark) {
    text { fill: #c9d1d9 }
    .bar { fill: #6ea8e0 }
    .mark { stroke: #f0a36b }
    .name { fill: #f0a36b }
  }`;

const folder = new URL('../docs/latency/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, { example }] of Object.entries(distributions)) {
  writeFileSync(new URL(`${name}.svg`, folder), picture(name, example));
}

function picture(name: string, example: string): string {
  const profile = parseProfile(example, name);
  const delays = Float64Array.from({ length: SAMPLES }, (_, i) =>
    delayAt(profile, (i + 0.5) / SAMPLES),
  ).sort();
  const p50 = delays[SAMPLES * 0.5] ?? 0;
  const p99 = delays[SAMPLES * 0.99] ?? 0;
  const marks =
    p50 === p99 ? mark('p50 = p99', p50, 'after') : mark('p50', p50, 'before') + mark('p99', p99, 'after');
  const words = `${name}: p50 ${Math.round(p50)} ms, p99 ${Math.round(p99)} ms`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">
<title>${words}</title>
<style>${STYLE}
</style>
${bars(delays)}${marks}${axis()}</svg>
`;
}

/** How many delays fall under each bar; the highest takes the whole height. What is longer than the axis isn't shown. */
function bars(delays: Float64Array): string {
  const counts = new Array<number>(BARS).fill(0);
  for (const delay of delays) {
    const bar = Math.floor((delay / LONGEST) * BARS);
    if (bar < BARS) counts[bar] = (counts[bar] ?? 0) + 1;
  }
  const highest = Math.max(...counts);
  const width = PLOT.width / BARS;
  return counts.map((count, i) => rectangle(i * width, width, (count / highest) * PLOT.height)).join('');
}

function rectangle(x: number, width: number, height: number): string {
  if (height === 0) return '';
  const y = PLOT.top + PLOT.height - height;
  return `<rect class="bar" x="${PLOT.left + x + 0.25}" y="${y.toFixed(1)}" width="${width - 0.5}" height="${height.toFixed(1)}"/>\n`;
}

/** A name stands beside its line: before it, if it is the first of two, so that they can be close. */
function mark(name: string, delay: number, side: 'before' | 'after'): string {
  const x = xAt(delay);
  const place = side === 'before' ? 'dx="-4" text-anchor="end"' : 'dx="4"';
  return `<path class="mark" d="M${x} ${PLOT.top - 16}V${PLOT.top + PLOT.height}"/>
<text class="name" x="${x}" y="${PLOT.top - 8}" ${place}>${name}</text>\n`;
}

function axis(): string {
  const bottom = PLOT.top + PLOT.height;
  const ticks = [0, 100, 200, 300, 400, 500, 600].map((ms) => {
    const anchor = ms === 0 ? 'start' : ms === LONGEST ? 'end' : 'middle';
    const text = ms === LONGEST ? `${ms} ms` : String(ms);
    return `<path class="axis" d="M${xAt(ms)} ${bottom}v4"/>
<text x="${xAt(ms)}" y="${bottom + 18}" text-anchor="${anchor}">${text}</text>\n`;
  });
  return `<path class="axis" d="M${PLOT.left} ${bottom}h${PLOT.width}"/>\n${ticks.join('')}`;
}

function xAt(ms: number): string {
  return (PLOT.left + (Math.min(ms, LONGEST) / LONGEST) * PLOT.width).toFixed(1);
}
