/**
 * Asks Prometheus' API what a person would look up, and ends with exit code 1 where the answer is no.
 *
 *     node scripts/ask-prometheus.ts URL up JOB[=TARGETS]...   whether every target of these jobs is up, and there are so many
 *     node scripts/ask-prometheus.ts URL rules                 whether no rule has an error, and every recording rule a value
 *     node scripts/ask-prometheus.ts URL has QUERY             whether a query has a value
 *     node scripts/ask-prometheus.ts URL exemplar QUERY LABEL  whether a series has an exemplar with this label, of the last hour
 *     node scripts/ask-prometheus.ts URL values QUERY          prints a query's values, a line each: instance, value
 */
type Sample = {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
};
type Target = { readonly health: string; readonly labels: { readonly job: string } };
type Rule = {
  readonly name: string;
  readonly type: string;
  readonly health: string;
  readonly lastError?: string;
};

const [base = '', question = '', ...words] = process.argv.slice(2);
const questions: Readonly<Record<string, () => Promise<string[]>>> = {
  up: () => targetsThatAreNotUp(words),
  rules: rulesAtFault,
  has: async () => ((await hasValue(words[0] ?? '')) ? [] : [`no value: ${words[0]}`]),
  exemplar: async () => ((await hasExemplar(words)) ? [] : [`no exemplar: ${words.join(' ')}`]),
  async values() {
    for (const { metric, value } of await query(words[0] ?? '')) console.log(metric.instance, value[1]);
    return [];
  },
};

const faults = await (questions[question] ?? (async () => [`no such question: "${question}"`]))();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

async function targetsThatAreNotUp(jobs: readonly string[]): Promise<string[]> {
  const { activeTargets } = await ask<{ activeTargets: Target[] }>('targets?state=active');
  return jobs.flatMap((given) => {
    const [job = '', wanted = '1'] = given.split('=');
    const targets = activeTargets.filter(({ labels }) => labels.job === job);
    const up = targets.filter(({ health }) => health === 'up').length;
    return up === targets.length && up === Number(wanted)
      ? []
      : [`${job}: ${up} of ${targets.length} targets are up, wanted ${wanted}`];
  });
}

async function rulesAtFault(): Promise<string[]> {
  const { groups } = await ask<{ groups: { rules: Rule[] }[] }>('rules');
  const rules = groups.flatMap((group) => group.rules);
  const failing = rules.filter(({ health, lastError }) => health !== 'ok' || lastError);
  const recorded = rules.filter(({ type }) => type === 'recording').map(({ name }) => name);
  const valued = await Promise.all(recorded.map(hasValue));
  const empty = recorded.filter((_, nth) => !valued[nth]);
  if (recorded.length === 0) return ['there are no recording rules'];
  return [
    ...failing.map(({ name, health, lastError = '' }) => `${name}: ${health} ${lastError}`),
    ...empty.map((name) => `no value: ${name}`),
  ];
}

async function hasValue(expression: string): Promise<boolean> {
  return (await query(expression)).some(({ value }) => Number.isFinite(Number(value[1])));
}

async function hasExemplar([expression = '', label = '']: readonly string[]): Promise<boolean> {
  const now = Date.now() / 1000;
  const range = `query=${encodeURIComponent(expression)}&start=${now - 3600}&end=${now}`;
  const series = await ask<{ exemplars: { labels: Record<string, string> }[] }[]>(`query_exemplars?${range}`);
  return series.some(({ exemplars }) => exemplars.some(({ labels }) => labels[label]));
}

async function query(expression: string): Promise<Sample[]> {
  return (await ask<{ result: Sample[] }>(`query?query=${encodeURIComponent(expression)}`)).result;
}

async function ask<T>(path: string): Promise<T> {
  const response = await fetch(`${base}/api/v1/${path}`);
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return ((await response.json()) as { data: T }).data;
}
