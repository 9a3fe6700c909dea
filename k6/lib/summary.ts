type Metric = {
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
};

/** What k6 hands to `handleSummary`, as far as it is used here. */
export type Summary = {
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly root_group: {
    readonly checks: readonly { readonly name: string; readonly passes: number; readonly fails: number }[];
  };
};

const HEADINGS = [
  'strategy',
  'pages',
  'p50 ms',
  'p95 ms',
  'p99 ms',
  'p50',
  'p95',
  'faster',
  'fallback',
  'failed',
];

/** The comparison as a table, a row a strategy, and below it what went wrong. */
export function comparisonText(summary: Summary, strategies: readonly string[], baseline: string): string {
  if (!summary.metrics[durationOf(baseline)]?.values.count) return 'No page was measured.\n';
  const rows = strategies.map((strategy) => rowOf(summary, strategy, baseline));
  const lines = [
    ...aligned([HEADINGS, ...rows]),
    '',
    `p50, p95: as a share of ${baseline}. faster: rounds in which the same page, asked for by each strategy in turn, came`,
    `sooner than by ${baseline}. fallback: pages with a part that did not arrive. failed: not 200, not whole, or not as asked.`,
    '',
    ...whatFailed(summary),
  ];
  return `\n${lines.join('\n')}\n`;
}

function rowOf({ metrics }: Summary, strategy: string, baseline: string): string[] {
  function value(metric: string, name: string): number {
    return metrics[metric]?.values[name] ?? 0;
  }
  const own = durationOf(strategy);
  const base = durationOf(baseline);
  const times = ['p(50)', 'p(95)', 'p(99)'].map((name) => value(own, name).toFixed(1));
  const shares = ['p(50)', 'p(95)'].map((name) => (value(own, name) / value(base, name)).toFixed(2));
  const sooner = `faster{strategy:${strategy}}`;
  const rounds = value(sooner, 'passes') + value(sooner, 'fails');
  return [
    strategy,
    String(value(own, 'count')),
    ...times,
    ...shares,
    strategy === baseline ? '' : `${value(sooner, 'passes')} of ${rounds}`,
    String(value(`page_fallback{scenario:${strategy}}`, 'passes')),
    String(value(`page_failed{scenario:${strategy}}`, 'passes')),
  ];
}

function durationOf(strategy: string): string {
  return `http_req_duration{scenario:${strategy}}`;
}

/** Columns as wide as their widest cell, the first to the left and the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

/** A line for each threshold that was crossed, with what the metric has instead, and for each check that failed. */
export function whatFailed({ metrics, root_group }: Summary): string[] {
  const crossed = Object.entries(metrics).flatMap(([metric, { thresholds = {}, values }]) =>
    Object.entries(thresholds)
      .filter(([, { ok }]) => !ok)
      .map(([bound]) => `Failed: ${metric} must have ${bound}, and has ${JSON.stringify(values)}`),
  );
  const failed = root_group.checks.filter(({ fails }) => fails > 0);
  return [
    ...crossed,
    ...failed.map(({ name, passes, fails }) => `Failed ${fails} of ${passes + fails} times: ${name}`),
  ];
}

/** A table of times, a row for each metric: how often, and the percentiles in milliseconds. */
export function timesTable(
  { metrics }: Summary,
  heading: string,
  rows: readonly (readonly [label: string, metric: string])[],
): string[] {
  const quantiles = ['p(50)', 'p(95)', 'p(99)'];
  const cells = rows.map(([label, metric]) => {
    const values = metrics[metric]?.values ?? {};
    return [label, String(values.count ?? 0), ...quantiles.map((name) => (values[name] ?? 0).toFixed(1))];
  });
  return aligned([[heading, 'pages', 'p50 ms', 'p95 ms', 'p99 ms'], ...cells]);
}

/** The same for the stages of a run: each has its pages in a metric `page_STAGE`. */
export function stagesTable(summary: Summary, stages: readonly string[]): string[] {
  return timesTable(
    summary,
    'stage',
    stages.map((stage) => [stage, `page_${stage}`]),
  );
}
