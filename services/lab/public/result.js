import { drawDistribution, drawLive, drawOverTime } from './charts.js';
import { byId, element } from './dom.js';
import { createLegend } from './legend.js';
import { planDifferences } from './plan-differences.js';
import { drawLiveTable, drawTable } from './table.js';

/** The part of the page that is read: what was found, the figures, the charts, the breakers. */
export function createResult() {
  let rows = [];
  let charts = [];
  let live;
  const legend = createLegend(byId('legend'), drawCharts);

  function removeCharts() {
    for (const chart of live ? [live, ...charts] : charts) chart.remove();
    [charts, live] = [[], undefined];
    byId('live').hidden = true;
  }
  function drawCharts() {
    removeCharts();
    const visible = legend.visible(rows);
    charts = [
      drawDistribution(byId('distribution'), byId('distribution-readout'), visible),
      drawOverTime(byId('over-time'), byId('over-time-readout'), visible),
    ];
  }
  // Their colours are painted, and don't follow the theme by themselves.
  matchMedia('(prefers-color-scheme: dark)').addEventListener(
    'change',
    () => charts.length > 0 && drawCharts(),
  );

  return {
    begin() {
      removeCharts();
      for (const id of ['warnings', 'legend']) byId(id).replaceChildren();
      for (const id of ['charts', 'figures', 'breakers']) byId(id).hidden = true;
      byId('finding').textContent = 'Running …';
    },
    showProgress(progress) {
      showProgress(progress);
      if (progress.phase !== 'load') return;
      byId('live').hidden = false;
      live ??= drawLive(byId('live-chart'), byId('live-readout'), Object.keys(progress.arms));
      live.add(Math.round(progress.elapsedMs / 100) / 10, progress.arms);
    },
    showBreakers,
    /** Shows a report, and one that it is compared with beside it. */
    show(report, earlier) {
      rows = [...rowsOf(report.arms), ...(earlier ? rowsOf(earlier.report.arms, earlier.name) : [])];
      byId('progress').hidden = true;
      byId('finding').textContent = report.finding;
      const warnings = [...report.warnings, ...(earlier ? comparison(report, earlier) : [])];
      byId('warnings').replaceChildren(...warnings.map((text) => element('li', {}, text)));
      for (const id of ['charts', 'figures']) byId(id).hidden = false;
      drawTable(byId('table'), rows, report.baseline);
      legend.draw(rows);
      drawCharts();
    },
    fail(message) {
      removeCharts();
      for (const id of ['progress', 'figures']) byId(id).hidden = true;
      byId('finding').textContent = message;
    },
  };
}

/** What is to be borne in mind where two runs are compared. */
function comparison({ plan }, { name, report }) {
  const set = planDifferences(plan, report.plan).map(
    ([what, now, then]) => `${what} ${then} instead of ${now}`,
  );
  const other = set.length === 0 ? 'was set the same' : `had ${set.join(', ')}`;
  return [`${name} ${other}. It ran at another time, so no interval says how sure a difference to it is.`];
}

function rowsOf(arms, run) {
  return Object.entries(arms).map(([name, arm], i) => ({
    key: `${run ?? ''}/${name}`,
    name,
    run,
    arm,
    colour: `arm-${i % 8}`,
  }));
}

function showProgress({ phase, sent, pages, inFlight, arms }) {
  const done = pages === 0 ? 1 : sent / pages;
  byId('progress').hidden = false;
  byId('progress').querySelector('progress').value = done;
  byId('progress').querySelector('span').textContent =
    `${phase}, ${Math.floor(done * 100)} %, ${inFlight} under way`;
  byId('figures').hidden = false;
  drawLiveTable(byId('table'), arms);
}

function showBreakers(changes) {
  const upstreams = [...Map.groupBy(changes, ({ upstream }) => upstream)];
  const [calm, moved] = [true, false].map((closed) =>
    upstreams.filter(([, states]) => states.every(({ state }) => state === 'closed') === closed),
  );
  const lines = moved.map(([upstream, states]) => {
    const now = states.at(-1).state;
    const history = states
      .map(({ atMs, state }) => `${words(state)} at ${(atMs / 1000).toFixed(1)} s`)
      .join(', ');
    return breakerLine(upstream, now, history);
  });
  if (calm.length > 0)
    lines.push(breakerLine(calm.map(([upstream]) => upstream).join(', '), 'closed', 'all the time'));
  byId('breakers').hidden = lines.length === 0;
  byId('breaker-list').replaceChildren(...lines);
}

function breakerLine(upstreams, state, history) {
  const mark = element('span', { class: `state ${state}` }, words(state));
  return element('li', {}, element('b', {}, upstreams), ' ', mark, ` ${history}`);
}

function words(state) {
  return state.replace('_', ' ');
}
