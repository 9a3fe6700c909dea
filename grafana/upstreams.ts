import type { Dashboard } from './dashboard.ts';
import { quantile, rate } from './promql.ts';

/** How the services do, as the gateway sees them. */
export const upstreams: Dashboard = {
  title: 'Upstreams and breakers',
  uid: 'frontpage-upstreams',
  panels: [
    {
      title: 'Breakers',
      description:
        'The state of each breaker over time, the worst of all gateways. Open: the service is not called but to probe.',
      unit: 'short',
      kind: 'state-timeline',
      words: {
        0: { text: 'closed', color: 'green' },
        1: { text: 'half open', color: 'yellow' },
        2: { text: 'open', color: 'red' },
      },
      queries: [
        {
          expr: 'max by (upstream) (2 * circuit_breaker_state{state="open"} + ignoring (state) circuit_breaker_state{state="half_open"})',
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
          // None is a line at zero, and not an empty panel.
          expr: `${rate('home_fragment_total', 'upstream, reason', '{source=~"stale|fallback"}')} or 0 * ${rate('home_fragment_total', 'upstream')}`,
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
