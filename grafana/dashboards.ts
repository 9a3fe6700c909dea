import { layOut, type Panel } from './panel.ts';

type Dashboard = { readonly title: string; readonly uid: string; readonly panels: readonly Panel[] };

const SPAN = '$__rate_interval';
const rate = (metric: string, by: string, where = '') => `sum by (${by}) (rate(${metric}${where}[${SPAN}]))`;
const quantile = (q: number, metric: string, by: string, where = '') =>
  `histogram_quantile(${q}, sum by (${by}, le) (rate(${metric}_bucket${where}[${SPAN}])))`;

const strategies: Dashboard = {
  title: 'Strategies side by side',
  uid: 'frontpage-strategies',
  panels: [
    {
      title: 'Half of the pages take at most',
      description: 'The median page of each strategy. All of them meet the same services.',
      unit: 's',
      queries: [
        {
          expr: quantile(0.5, 'home_page_duration_seconds', 'strategy'),
          legend: '{{strategy}}',
          exemplars: true,
        },
      ],
    },
    {
      title: '99 of 100 pages take at most',
      description: 'The tail: where hedging, deadlines and caches differ. The axis is logarithmic.',
      unit: 's',
      logarithmic: true,
      queries: [
        {
          expr: quantile(0.99, 'home_page_duration_seconds', 'strategy'),
          legend: '{{strategy}}',
          exemplars: true,
        },
      ],
    },
    {
      title: 'Times as fast as one after another',
      description:
        'The median of sequential over that of the strategy, over five minutes: 2 is half the time.',
      unit: 'short',
      kind: 'bargauge',
      queries: [{ expr: 'strategy:home_page_speedup:p50_5m', legend: '{{strategy}}' }],
    },
    {
      title: 'First byte',
      description:
        'When 95 of 100 readers see the first of their page: streaming does not wait for any service.',
      unit: 's',
      queries: [{ expr: quantile(0.95, 'home_page_first_byte_seconds', 'strategy'), legend: '{{strategy}}' }],
    },
    {
      title: 'What the gateway adds',
      description:
        'Time beyond the least that the injected delays allowed, 99 of 100 pages. It should be a few milliseconds.',
      unit: 's',
      queries: [{ expr: quantile(0.99, 'home_page_overhead_seconds', 'strategy'), legend: '{{strategy}}' }],
    },
    {
      title: 'Pages a second',
      description: 'How many pages each strategy was asked for and sent.',
      unit: 'reqps',
      stacked: true,
      queries: [{ expr: rate('home_pages_total', 'strategy'), legend: '{{strategy}}' }],
    },
    {
      title: 'Pages that lack a part',
      description: 'The share of pages with a part that is stale or a fallback, or that could not be sent.',
      unit: 'percentunit',
      queries: [
        {
          expr: `${rate('home_pages_total', 'strategy', '{outcome!="whole"}')} / ${rate('home_pages_total', 'strategy')}`,
          legend: '{{strategy}}',
        },
      ],
    },
    {
      title: 'Error budgets',
      description:
        'How fast they burn, over an hour: above 1 an objective will be missed, above 14.4 somebody is woken.',
      unit: 'short',
      logarithmic: true,
      queries: [
        { expr: 'strategy:home_pages_whole:burn_rate_1h > 0', legend: '{{strategy}} whole' },
        { expr: 'strategy:home_pages_fast:burn_rate_1h > 0', legend: '{{strategy}} fast' },
      ],
    },
  ],
};

const upstreams: Dashboard = {
  title: 'Upstreams and breakers',
  uid: 'frontpage-upstreams',
  panels: [
    {
      title: 'Breakers',
      description: 'The state of each breaker over time. Open: the service is not called but to probe.',
      unit: 'short',
      kind: 'state-timeline',
      words: {
        0: { text: 'closed', color: 'green' },
        1: { text: 'half open', color: 'yellow' },
        2: { text: 'open', color: 'red' },
      },
      queries: [
        {
          expr: '2 * max by (upstream) (circuit_breaker_state{state="open"}) + max by (upstream) (circuit_breaker_state{state="half_open"})',
          legend: '{{upstream}}',
        },
      ],
    },
    {
      title: 'Attempts by outcome',
      description: 'How attempts at each service ended. Everything but ok costs a page a part.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: rate('upstream_attempt_duration_seconds_count', 'upstream, outcome'),
          legend: '{{upstream}} {{outcome}}',
        },
      ],
    },
    {
      title: 'An answer takes',
      description: 'Attempts that went well: the median and 99 of 100.',
      unit: 's',
      logarithmic: true,
      queries: [
        {
          expr: quantile(0.5, 'upstream_attempt_duration_seconds', 'upstream', '{outcome="ok"}'),
          legend: '{{upstream}} p50',
        },
        {
          expr: quantile(0.99, 'upstream_attempt_duration_seconds', 'upstream', '{outcome="ok"}'),
          legend: '{{upstream}} p99',
        },
      ],
    },
    {
      title: 'Under way and in line',
      description:
        'Attempts under way, and calls that wait for a place in the bulkhead. A line means that the limit is reached.',
      unit: 'short',
      queries: [
        { expr: 'sum by (upstream) (upstream_in_flight)', legend: '{{upstream}} under way' },
        { expr: 'sum by (upstream) (upstream_queue_length)', legend: '{{upstream}} in line' },
      ],
    },
    {
      title: 'Second attempts',
      description:
        'Hedges as a share of all attempts, bounded by HEDGE_BUDGET, and the share of them that answered first.',
      unit: 'percentunit',
      queries: [
        { expr: 'upstream:upstream_hedges:ratio_5m', legend: '{{upstream}} hedges' },
        {
          expr: `${rate('upstream_hedge_wins_total', 'upstream')} / ${rate('upstream_hedges_total', 'upstream')}`,
          legend: '{{upstream}} won',
        },
      ],
    },
    {
      title: 'Why parts are missing',
      description: 'Fragments that are stale or a fallback, by the reason.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: rate('home_fragment_total', 'upstream, reason', '{source=~"stale|fallback"}'),
          legend: '{{upstream}} {{reason}}',
        },
      ],
    },
    {
      title: 'Injected delays',
      description:
        'What the services add on purpose, 95 of 100 requests: the luck that all strategies share.',
      unit: 's',
      queries: [{ expr: quantile(0.95, 'latency_injected_seconds', 'service'), legend: '{{service}}' }],
    },
    {
      title: 'Exchange rates and events',
      description: 'The age of the exchange rates, and impressions and clicks that wait to be sent.',
      unit: 'short',
      queries: [
        { expr: 'max(rates_snapshot_age_seconds)', legend: 'age of the rates, seconds' },
        { expr: 'sum(events_queue_length)', legend: 'events in line' },
      ],
    },
  ],
};

const processes: Dashboard = {
  title: 'Processes',
  uid: 'frontpage-processes',
  panels: [
    {
      title: 'The event loop is late by',
      description: 'The 99th percentile since the last scrape. Beyond 200 ms the gateway refuses pages.',
      unit: 's',
      queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds', legend: '{{job}} {{instance}}' }],
    },
    {
      title: 'CPU',
      description: 'Cores that each process uses. One is all that its event loop can.',
      unit: 'short',
      queries: [{ expr: `rate(process_cpu_seconds_total[${SPAN}])`, legend: '{{job}} {{instance}}' }],
    },
    {
      title: 'Memory',
      description: 'What the operating system counts for each process.',
      unit: 'bytes',
      queries: [{ expr: 'process_resident_memory_bytes', legend: '{{job}} {{instance}}' }],
    },
    {
      title: 'Heap in use',
      description: 'Memory that JavaScript objects take. A line that only rises is a leak.',
      unit: 'bytes',
      queries: [{ expr: 'nodejs_heap_size_used_bytes', legend: '{{job}} {{instance}}' }],
    },
    {
      title: 'Garbage collection',
      description: 'The share of time spent on it.',
      unit: 'percentunit',
      queries: [
        { expr: rate('nodejs_gc_duration_seconds_sum', 'job, instance'), legend: '{{job}} {{instance}}' },
      ],
    },
    {
      title: 'Open files and sockets',
      description: 'Descriptors of each process. They follow the load, and fall when it is over.',
      unit: 'short',
      queries: [{ expr: 'process_open_fds', legend: '{{job}} {{instance}}' }],
    },
    {
      title: 'Requests by status',
      description: 'What each process answered.',
      unit: 'reqps',
      stacked: true,
      queries: [
        {
          expr: rate('http_server_request_duration_seconds_count', 'job, status'),
          legend: '{{job}} {{status}}',
        },
      ],
    },
    {
      title: 'Pages refused',
      description: 'Pages that the gateway answered with 503 because it was past one of its limits.',
      unit: 'reqps',
      queries: [{ expr: rate('home_pages_shed_total', 'reason'), legend: '{{reason}}' }],
    },
  ],
};

/** Every dashboard, by the name of its file. */
export const dashboards: Readonly<Record<string, Dashboard>> = { strategies, upstreams, processes };

/** A dashboard as Grafana reads it. */
export function dashboardJson({ title, uid, panels }: Dashboard): string {
  const dashboard = {
    title,
    uid,
    tags: ['frontpage'],
    schemaVersion: 41,
    editable: false,
    graphTooltip: 1,
    refresh: '5s',
    time: { from: 'now-15m', to: 'now' },
    timezone: 'browser',
    panels: layOut(panels),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}
