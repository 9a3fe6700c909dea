import { byId, element } from './dom.js';

/** Where the gateway doesn't tell which strategies it has. */
const USUAL = [
  { name: 'sequential', title: 'One after another', description: '' },
  { name: 'concurrent', title: 'All at once', description: '' },
];
const CHOSEN = ['sequential', 'concurrent'];

/** What the settings are called for people, and their unit. */
const names = {
  PAGE_BUDGET: ['a page may take', 'ms'],
  UPSTREAM_TIMEOUT: ['an attempt may take', 'ms'],
  BREAKER_THRESHOLD: ['a breaker opens at failures of', '%'],
  BREAKER_VOLUME: ['of at least', 'calls'],
  BREAKER_WINDOW: ['within', 'ms'],
  BREAKER_RESET: ['and probes after', 'ms'],
  HEDGE_PERCENTILE: ['a hedge is sent after this percentile of what attempts take', ''],
  HEDGE_BUDGET: ['for at most', '% of calls'],
  BULKHEAD_LIMIT: ['calls to one upstream at once', ''],
  BULKHEAD_QUEUE: ['and waiting', ''],
  BLOCKING_WORKERS: ['workers of blocking', ''],
  BLOCKING_QUEUE: ['pages waiting for them', ''],
};

/** Lists the gateway's strategies to choose from, and its settings to read. */
export function showGateway(gateway) {
  const strategies = gateway?.strategies ?? USUAL;
  byId('strategies').replaceChildren(
    ...strategies.map(({ name, title, description }) =>
      element(
        'label',
        { class: 'strategy' },
        element('input', {
          type: 'checkbox',
          name: 'strategies',
          value: name,
          checked: CHOSEN.includes(name),
        }),
        element(
          'span',
          {},
          element('b', {}, title),
          ' ',
          element('code', {}, name),
          element('small', {}, description),
        ),
      ),
    ),
  );
  const rows = gateway
    ? Object.entries(names).flatMap(([name, [meaning, unit]]) => [
        element('dt', {}, element('code', {}, name), ` ${meaning}`),
        element('dd', {}, `${gateway[name]} ${unit}`),
      ])
    : [element('dt', {}, 'The gateway’s operations port tells nothing.'), element('dd', {}, '')];
  byId('gateway-settings').replaceChildren(...rows);
}
