import { align } from './align.js';
import { milliseconds } from './figures.js';
import uPlot from './uplot/uPlot.esm.js';

const HEIGHT = 300;
/** Where the stretched axis of shares has its marks. */
const MARKS = [0, 0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999];

const nines = (share) => -Math.log10(1 - share);
const styleOf = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/**
 * Draws the distribution of each row: shares along an axis on which each factor of ten between a page and the slowest is as long as the next,
 * so that the tail is as plain to see as the middle (as HdrHistogram's plots have it).
 */
export function drawDistribution(host, readout, rows) {
  const longest =
    rows.map(({ arm }) => arm.distribution.share).toSorted((a, b) => b.length - a.length)[0] ?? [];
  const xs = longest.map(nines);
  const series = rows.flatMap(({ name, run, colour, arm }) => [
    { label: labelOf(name, run), values: arm.distribution.ms, stroke: colour, earlier: run !== undefined },
    { label: undefined, values: arm.distribution.bound, stroke: colour, dashed: true },
  ]);
  return chart(host, readout, xs, series, {
    scale: { time: false },
    axis: {
      splits: (plot) => MARKS.map(nines).filter((x) => x <= plot.scales.x.max + 1e-9),
      values: (_plot, splits) => splits.map((x) => `${Number((100 * (1 - 10 ** -x)).toPrecision(7))} %`),
    },
    describe: (x) => `${Number((100 * (1 - 10 ** -x)).toPrecision(4))} % within`,
  });
}

/** Draws the median over time, the slowest page of each interval, and the median bound. */
export function drawOverTime(host, readout, rows) {
  const lines = rows.flatMap(({ name, run, colour, arm: { overTime } }) => {
    const { seconds: at, p50, max, bound } = overTime;
    return [
      { at, label: labelOf(name, run), values: p50, stroke: colour, earlier: run !== undefined },
      { at, label: undefined, values: max, stroke: colour, dots: true },
      { at, label: undefined, values: bound, stroke: colour, dashed: true },
    ];
  });
  const { xs, columns } = align(lines);
  const series = lines.map((line, i) => ({ ...line, values: columns[i] }));
  return chart(host, readout, xs, series, {
    scale: { time: false },
    axis: { values: (_plot, splits) => splits.map((x) => `${x} s`) },
    describe: (x) => `At ${x} s, median`,
  });
}

/** Draws the medians of an experiment that is running; what it gives takes a point of each arm at a time. */
export function drawLive(host, readout, names) {
  const data = [[], ...names.map(() => [])];
  const series = names.map((label, i) => ({ label, values: data[i + 1], stroke: `arm-${i % 8}` }));
  const plot = chart(host, readout, data[0], series, {
    scale: { time: false },
    axis: { values: (_plot, splits) => splits.map((x) => `${x} s`) },
    describe: (x) => `At ${x} s, median`,
  });
  return {
    add(seconds, arms) {
      data[0].push(seconds);
      for (const [i, name] of names.entries()) data[i + 1].push(arms[name]?.recent ?? null);
      plot.setData(data);
    },
    remove: plot.remove,
  };
}

function chart(host, readout, xs, series, { scale, axis, describe }) {
  const line = {
    stroke: styleOf('quiet'),
    grid: { stroke: styleOf('rule'), width: 1 },
    ticks: { stroke: styleOf('rule') },
    font: '12px sans-serif',
  };
  const plot = new uPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      scales: { x: scale, y: { range: (_plot, _least, most) => [0, (most ?? 1) * 1.05] } },
      series: [{}, ...series.map(lineOf)],
      axes: [
        { ...line, ...axis },
        { ...line, size: 72, values: (_plot, splits) => splits.map((ms) => `${ms} ms`) },
      ],
      legend: { show: false },
      cursor: { drag: { x: true, y: false }, points: { size: 6 } },
      hooks: { setCursor: [(plot) => read(plot, readout, series, describe)] },
    },
    [xs, ...series.map(({ values }) => xs.map((_, i) => values[i] ?? null))],
    host,
  );
  host.setAttribute(
    'aria-label',
    `Chart of ${series
      .filter(({ label }) => label)
      .map(({ label }) => label)
      .join(', ')}; the table has its figures`,
  );
  const resize = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: HEIGHT }));
  resize.observe(host);
  return {
    setData: (data) => plot.setData(data),
    remove() {
      resize.disconnect();
      plot.destroy();
      readout.textContent = '';
    },
  };
}

function lineOf({ stroke, dashed, dots, earlier }) {
  const colour = styleOf(stroke);
  if (dots)
    return {
      stroke: `${colour}99`,
      width: 0,
      paths: () => null,
      points: { show: true, size: 4, fill: `${colour}99`, width: 0 },
    };
  return {
    stroke: colour,
    width: dashed ? 1.5 : 2,
    dash: dashed ? [6, 5] : earlier ? [2, 3] : [],
    points: { show: false },
    spanGaps: true,
  };
}

function read(plot, readout, series, describe) {
  const i = plot.cursor.idx;
  if (i === null || i === undefined) {
    readout.textContent = '';
    return;
  }
  const parts = series.flatMap(({ label, values }) =>
    label && values[i] !== null && values[i] !== undefined ? [`${label} ${milliseconds(values[i])} ms`] : [],
  );
  readout.textContent = `${describe(plot.data[0][i])}: ${parts.join(', ')}`;
}

function labelOf(name, run) {
  return run ? `${name} (${run})` : name;
}
