import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { strategyNames } from '../gateway/home/strategies.ts';
import { dashboardJson } from '../grafana/dashboard.ts';
import { dashboards } from '../grafana/dashboards.ts';
import { startMesh } from '../scripts/mesh/start-mesh.ts';
import { createVisitor } from './support/shop.ts';

const rules = readdirSync(new URL('../prometheus/rules', import.meta.url)).map(
  (name) => [name, read(`prometheus/rules/${name}`)] as const,
);

test('every metric, label and value of a label that a rule or a dashboard names is on a live process', {
  timeout: 120_000,
}, async (t) => {
  const mesh = await startMesh({ env: { LATENCY: 'fixed:1', PROMO_POLICY: 'stale' } });
  t.after(() => mesh.stop());
  const askForPages = async () => {
    const paths = ['/', ...strategyNames.map((name) => `/home/${name}`)];
    for (const path of paths) await (await fetch(mesh.url + path)).text();
  };
  await askForPages();
  await useFiles(mesh.url);
  for (const { name, opsUrl } of mesh.processes) {
    if (name === 'promo' || name === 'recommendation')
      await fetch(`${opsUrl}/latency`, { method: 'PUT', body: '{"faults":"error:p=1,status=500"}' });
  }
  await askForPages();

  const live: Live = new Map();
  for (const { opsUrl } of mesh.processes) takeSamples(await (await fetch(`${opsUrl}/metrics`)).text(), live);
  const faults = expressions().flatMap(([where, expression, legend]) =>
    faultsOf(expression, legend, live).map((fault) => `${where}: ${fault}`),
  );
  assert.deepEqual(faults, []);
});

test('the dashboards are those that are written down', () => {
  for (const [name, dashboard] of Object.entries(dashboards)) {
    assert.equal(
      read(`grafana/dashboards/${name}.json`),
      dashboardJson(dashboard),
      `${name}: npm run draw-dashboards`,
    );
    for (const { title, description, unit } of dashboard.panels)
      assert.ok(description.length > 20 && unit, title);
  }
});

test('every alert leads to a section of the runbook', () => {
  const sections = [...read('docs/runbook.md').matchAll(/^## (\S+)$/gm)].map(([, name]) => name);
  const alerts = rules.flatMap(([, text]) => [...text.matchAll(/- alert: (\S+)/g)].map(([, name]) => name));
  assert.deepEqual(sections.toSorted(), alerts.toSorted());
});

/** A reader buys a book, downloads its certificate, and uploads a file, and one that is rejected. */
async function useFiles(url: string): Promise<void> {
  const visitor = createVisitor(url);
  await visitor.post('/sign-in', { reader: 'r0001' });
  await visitor.post('/books/emma/purchases');
  await visitor.get('/books/emma/certificate.pdf');
  const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
  for (const content of ['A note.', '']) {
    const body = new FormData();
    body.append('files', new Blob([content], { type: 'text/plain' }), 'note.txt');
    await (await fetch(`${url}/uploads`, { method: 'POST', body, headers: { cookie } })).text();
  }
}

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

/** Every expression of rules and dashboards, where it stands, and how its series are named. */
function expressions(): [string, string, string][] {
  const inRules = rules.flatMap(([name, text]) =>
    [...text.matchAll(/ expr: (?:\|2\n((?: {10}.*\n)+)|(.*)\n)/g)].map(
      ([, block, line]): [string, string, string] => [name, block ?? line ?? '', ''],
    ),
  );
  const inDashboards = Object.entries(dashboards).flatMap(([name, { panels }]) =>
    panels.flatMap(({ title, queries }) =>
      queries.map(({ expr, legend }): [string, string, string] => [`${name}, ${title}`, expr, legend]),
    ),
  );
  assert.ok(inRules.length > 30 && inDashboards.length > 20);
  return [...inRules, ...inDashboards];
}

/** The values of each label, by label and by metric. */
type Live = Map<string, Map<string, Set<string>>>;

/** What an expression and its legend name that isn't there. */
function faultsOf(expression: string, legend: string, live: Live): string[] {
  const selectors = selectorsOf(expression);
  const faults = selectors.flatMap(({ metric, matchers }) => {
    const labels = labelsOf(metric, live);
    if (!labels) return [metric];
    return matchers
      .filter(({ label, value }) => !hasValues(labels.get(label), value))
      .map(({ label, value }) => `${metric}{${label}="${value}"}`);
  });
  const grouped = [...expression.matchAll(/\b(?:by|on|ignoring) \(([^)]*)\)/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );
  const shown = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  const known = selectors.flatMap(({ metric }) => [...(labelsOf(metric, live)?.keys() ?? [])]);
  return [...faults, ...[...grouped, ...shown].filter((label) => label !== '' && !known.includes(label))];
}

/** Each alternative of a matcher has to be some value of the label. */
function hasValues(values: ReadonlySet<string> | undefined, wanted: string): boolean {
  return wanted
    .split('|')
    .every((each) => [...(values ?? [])].some((value) => new RegExp(`^(?:${each})$`).test(value)));
}

/** A metric's labels, those that Prometheus adds among them. A rule's are the first word of its name. */
function labelsOf(metric: string, live: Live): Map<string, Set<string>> | undefined {
  const jobs = [...read('prometheus/prometheus.yml').matchAll(/job_name: (\S+)/g)].map(([, job = '']) => job);
  const added: [string, Set<string>][] = [
    ['job', new Set(jobs)],
    ['instance', new Set()],
  ];
  if (metric === 'up') return new Map(added);
  if (!metric.includes(':')) {
    const labels = live.get(metric);
    return labels && new Map([...labels, ...added]);
  }
  if (!rules.some(([, text]) => text.includes(`- record: ${metric}\n`))) return undefined;
  const fragments = live.get('home_fragment_total') ?? new Map<string, Set<string>>();
  const own = (metric.split(':')[0] ?? '').split('_');
  return new Map(own.map((label) => [label, fragments.get(label) ?? new Set()]));
}

type Selector = { readonly metric: string; readonly matchers: { label: string; value: string }[] };

/** The metrics that an expression names, with what it selects by; none of PromQL's own words. */
function selectorsOf(expression: string): Selector[] {
  const plain = expression
    .replaceAll(/\b(?:by|on|ignoring|without) \([^)]*\)/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ');
  return [...plain.matchAll(/([a-z][a-z0-9_:]+)(\{[^}]*\})?(?!\s*\()(?![a-z0-9_:(])/g)]
    .filter(([, name = '']) => /[_:]/.test(name) || name === 'up')
    .map(([, metric = '', selector = '']) => ({
      metric,
      matchers: [...selector.matchAll(/([a-z_]+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(
        ([, label = '', value = '']) => ({ label, value }),
      ),
    }));
}

/** Adds what a process has to what is known. A metric that has no sample yet is known by its type. */
function takeSamples(text: string, live: Live): void {
  for (const line of text.split('\n')) {
    const [, declared, type = ''] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    const [, name, labels = ''] = /^([^#{\s]+)(?:\{([^}]*)\})? /.exec(line) ?? [];
    for (const metric of declared === undefined ? [] : namesOf(declared, type))
      live.set(metric, live.get(metric) ?? new Map());
    if (name === undefined) continue;
    const known = live.get(name) ?? new Map<string, Set<string>>();
    live.set(name, known);
    for (const [, label = '', value = ''] of labels.matchAll(/([a-z_]+)="([^"]*)"/g))
      known.set(label, (known.get(label) ?? new Set()).add(value));
  }
}

function namesOf(metric: string, type: string): string[] {
  if (type === 'counter') return [`${metric}_total`];
  if (type === 'histogram') return ['bucket', 'count', 'sum'].map((part) => `${metric}_${part}`);
  return [metric];
}
