import { element } from './dom.js';
import { milliseconds, percent, signed, sumOf } from './figures.js';

const columns = [
  ['pages', 'Pages', (arm) => arm.pages],
  ['p50', 'Half of them were there within so many milliseconds', ({ ms }) => milliseconds(ms.p50)],
  ['p90', '90 of 100 were', ({ ms }) => milliseconds(ms.p90)],
  ['p99', '99 of 100 were', ({ ms }) => milliseconds(ms.p99)],
  ['p99.9', '999 of 1000 were', ({ ms }) => milliseconds(ms.p999)],
  ['max', 'The slowest', ({ ms }) => milliseconds(ms.max)],
  ['first byte', 'Median time to the first byte', ({ firstByte }) => milliseconds(firstByte.p50)],
  ['overhead', 'Median of what the gateway added to the bound', ({ overhead }) => milliseconds(overhead.p50)],
  ['degraded', 'Pages that lacked a part', ({ degraded, pages }) => percent(degraded, pages)],
  [
    'calls',
    'Calls of upstreams for each page',
    ({ callsPerPage }) => (callsPerPage === null ? '–' : callsPerPage.toFixed(2)),
  ],
  ['errors', 'Pages that did not come', ({ errors }) => errorText(errors)],
];

/** Draws the table of reports: a row an arm, of runs that are compared too; `rows` are `{ name, arm, colour, run }`. */
export function drawTable(table, rows, baseline) {
  const heads = columns.map(([title, meaning]) => element('th', { scope: 'col', title: meaning }, title));
  const differences = [`p50 − ${baseline}’s`, `p99 − ${baseline}’s`];
  const compared = rows.some(({ arm }) => arm.difference);
  const short = rows.some(({ arm: { ms } }) => ms.p50 !== null && ms.p999 === null);
  const wide = compared
    ? differences.map((title) => element('th', { scope: 'col', class: 'wide' }, title))
    : [];
  table.replaceChildren(
    element(
      'caption',
      {},
      `Milliseconds${compared ? '; differences with their 95 % intervals' : ''}${short ? '; – where no page lies beyond a percentile' : ''}`,
    ),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Strategy'), ...heads, ...wide)),
    element('tbody', {}, ...rows.map((row) => drawRow(row, compared))),
  );
}

/** Draws what is known while it runs. */
export function drawLiveTable(table, arms) {
  const titles = ['Strategy', 'pages', 'p50', 'p99', 'errors'];
  const rows = Object.entries(arms).map(([name, arm], i) =>
    element(
      'tr',
      {},
      nameCell(name, `arm-${i % 8}`),
      ...[arm.pages, milliseconds(arm.p50), milliseconds(arm.p99), arm.errors].map((text) =>
        element('td', {}, String(text)),
      ),
    ),
  );
  table.replaceChildren(
    element('caption', {}, 'So far, milliseconds'),
    element('thead', {}, element('tr', {}, ...titles.map((title) => element('th', { scope: 'col' }, title)))),
    element('tbody', {}, ...rows),
  );
}

function drawRow({ name, run, arm, colour }, compared) {
  const cells = columns.map(([, , read]) => element('td', {}, String(read(arm))));
  const { difference } = arm;
  const wide = compared
    ? [difference?.p50, difference?.p99].map((each) =>
        element('td', { class: 'wide' }, ...differenceParts(each)),
      )
    : [];
  return element(
    'tr',
    run ? { class: 'earlier' } : {},
    nameCell(run ? `${name} (${run})` : name, colour),
    ...cells,
    ...wide,
  );
}

function nameCell(name, colour) {
  return element('th', { scope: 'row' }, element('span', { class: `swatch ${colour}` }), name);
}

function differenceParts(difference) {
  if (!difference) return ['–'];
  const { ms, low, high } = difference;
  if (low === undefined) return [signed(ms), element('small', {}, 'too few pages to say how sure')];
  const verdict = high < 0 ? 'quicker' : low > 0 ? 'slower' : 'same';
  return [
    element('b', { class: verdict }, signed(ms)),
    element('small', {}, `${signed(low)} to ${signed(high)}`),
  ];
}

function errorText(errors) {
  const kinds = Object.entries(errors).map(([kind, count]) => `${count} ${kind}`);
  return sumOf(errors) === 0 ? '0' : kinds.join(', ');
}
