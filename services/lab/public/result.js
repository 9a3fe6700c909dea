import { drawDistribution, drawOverTime } from './charts.js';
import { byId, element } from './dom.js';
import { drawLiveTable, drawTable } from './table.js';

/** The part of the page that is read: what was found, the figures, the charts, the breakers. */
export function createResult() {
  const hidden = new Set();
  let shown = [];
  let remove = [];

  function drawCharts() {
    for (const each of remove) each();
    const rows = shown.filter(({ key }) => !hidden.has(key));
    remove = [
      drawDistribution(byId('distribution'), byId('distribution-readout'), rows),
      drawOverTime(byId('over-time'), byId('over-time-readout'), rows),
    ];
  }
  function drawLegend() {
    const buttons = shown.map(({ key, name, run, colour }) =>
      element(
        'button',
        {
          type: 'button',
          'aria-pressed': String(!hidden.has(key)),
          onclick({ currentTarget }) {
            if (!hidden.delete(key)) hidden.add(key);
            currentTarget.setAttribute('aria-pressed', String(!hidden.has(key)));
            drawCharts();
          },
        },
        element('span', { class: `swatch ${colour}` }),
        run ? `${name} (${run})` : name,
      ),
    );
    byId('legend').replaceChildren(...buttons);
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener(
    'change',
    () => shown.length > 0 && drawCharts(),
  );

  return {
    begin() {
      shown = [];
      for (const each of remove) each();
      remove = [];
      byId('warnings').replaceChildren();
      byId('legend').replaceChildren();
      byId('charts').hidden = true;
      byId('finding').textContent = 'Running …';
      byId('breakers').hidden = true;
    },
    showProgress({ phase, sent, pages, inFlight, arms }) {
      const done = pages === 0 ? 1 : sent / pages;
      byId('progress').hidden = false;
      byId('progress').querySelector('progress').value = done;
      byId('progress').querySelector('span').textContent =
        `${phase}, ${Math.floor(done * 100)} %, ${inFlight} under way`;
      byId('figures').hidden = false;
      drawLiveTable(byId('table'), arms);
    },
    showBreakers(changes) {
      byId('breakers').hidden = changes.length === 0;
      byId('breaker-list').replaceChildren(...breakerLines(changes));
    },
    /** Shows a report, and one that it is compared with beside it. */
    show(report, earlier) {
      byId('progress').hidden = true;
      byId('finding').textContent = report.finding;
      byId('warnings').replaceChildren(...report.warnings.map((text) => element('li', {}, text)));
      shown = [...rowsOf(report.arms), ...(earlier ? rowsOf(earlier.report.arms, earlier.name) : [])];
      byId('figures').hidden = false;
      byId('charts').hidden = false;
      drawTable(byId('table'), shown, report.baseline);
      drawLegend();
      drawCharts();
    },
    fail(message) {
      byId('progress').hidden = true;
      byId('figures').hidden = true;
      byId('finding').textContent = message;
    },
  };
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

function breakerLines(changes) {
  const upstreams = Map.groupBy(changes, ({ upstream }) => upstream);
  return [...upstreams].map(([upstream, states]) => {
    const now = states.at(-1).state;
    const history = states
      .map(({ atMs, state }) => `${state.replace('_', ' ')} at ${(atMs / 1000).toFixed(1)} s`)
      .join(', ');
    return element(
      'li',
      {},
      element('b', {}, upstream),
      element('span', { class: `state ${now}` }, now.replace('_', ' ')),
      ` ${history}`,
    );
  });
}
