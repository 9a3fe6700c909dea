import type { Dashboard } from './dashboard.ts';
import { rate, SPAN } from './promql.ts';

/** What each process takes from its machine. */
export const processes: Dashboard = {
  title: 'Processes',
  uid: 'frontpage-processes',
  panels: [
    {
      title: 'The event loop is late by',
      description:
        'The 99th percentile since the last scrape. The gateway refuses pages where the mean is beyond 200 ms.',
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
