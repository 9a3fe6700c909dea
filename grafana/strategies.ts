import type { Dashboard } from './dashboard.ts';
import { quantile, rate } from './promql.ts';

/** How fast each strategy is, and what it costs. */
export const strategies: Dashboard = {
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
          expr: `(${rate('home_pages_total', 'strategy', '{outcome!="whole"}')} or 0 * ${rate('home_pages_total', 'strategy')}) / ${rate('home_pages_total', 'strategy')}`,
          legend: '{{strategy}}',
        },
      ],
    },
    {
      title: 'Error budgets',
      description:
        'How fast they burn, over an hour: above 1 an objective will be missed, above 14.4 somebody is woken. 0.01 is none.',
      unit: 'short',
      logarithmic: true,
      queries: [
        { expr: 'clamp_min(strategy:home_pages_whole:burn_rate_1h, 0.01)', legend: '{{strategy}} whole' },
        { expr: 'clamp_min(strategy:home_pages_fast:burn_rate_1h, 0.01)', legend: '{{strategy}} fast' },
      ],
    },
  ],
};
