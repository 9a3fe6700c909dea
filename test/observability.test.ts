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

test('every metric and label that a rule or a dashboard names is on a live process', {
  timeout: 120_000,
}, async (t) => {
  const mesh = await startMesh({ env: { LATENCY: 'fixed:1' } });
  t.after(() => mesh.stop());
  for (const name of strategyNames) await (await fetch(`${mesh.url}/home/${name}`)).text();
  await useFiles(mesh.url);

  const live = new Map<string, Set<string>>();
  for (const { opsUrl } of mesh.processes) {
    for (const [metric, labels] of samplesOf(await (await fetch(`${opsUrl}/metrics`)).text())) {
      live.set(metric, new Set([...(live.get(metric) ?? []), ...labels]));
    }
  }
  for (const [, text] of rules) {
    for (const [, recorded = ''] of text.matchAll(/- record: (\S+)/g))
      live.set(recorded, new Set(['strategy', 'upstream']));
  }
  // What Prometheus adds to every sample, and the one metric of its own.
  const added = ['job', 'instance'];
  live.set('up', new Set());

  const missing = expressions().flatMap(([where, expression]) =>
    selectorsOf(expression).flatMap(({ metric, labels }) => {
      const known = live.get(metric);
      if (!known) return [`${where}: ${metric}`];
      return labels
        .filter((label) => !known.has(label) && !added.includes(label))
        .map((label) => `${where}: ${metric}{${label}}`);
    }),
  );
  assert.deepEqual(missing, []);
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

/** Every expression of rules and dashboards, and where it stands. */
function expressions(): [string, string][] {
  const inRules = rules.flatMap(([name, text]) =>
    [...text.matchAll(/ expr: (?:\|2\n((?: {10}.*\n)+)|(.*)\n)/g)].map(
      ([, block, line]): [string, string] => [name, block ?? line ?? ''],
    ),
  );
  const inDashboards = Object.entries(dashboards).flatMap(([name, { panels }]) =>
    panels.flatMap(({ title, queries }) =>
      queries.map(({ expr }): [string, string] => [`${name}, ${title}`, expr]),
    ),
  );
  assert.ok(inRules.length > 30 && inDashboards.length > 20);
  return [...inRules, ...inDashboards];
}

/** The metrics that an expression names, with the labels that it selects by; none of PromQL's own words. */
function selectorsOf(expression: string): { metric: string; labels: string[] }[] {
  const plain = expression
    .replaceAll(/\b(?:by|on|ignoring|without) \([^)]*\)/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ');
  return [...plain.matchAll(/([a-z][a-z0-9_:]+)(\{[^}]*\})?(?!\s*\()(?![a-z0-9_:(])/g)]
    .filter(([, name = '']) => /[_:]/.test(name) || name === 'up')
    .filter(([, name = '']) => name !== 'histogram_quantile')
    .map(([, metric = '', selector = '']) => ({
      metric,
      labels: [...selector.matchAll(/([a-z_]+)(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }));
}

function samplesOf(text: string): [string, string[]][] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line): [string, string[]][] => {
      // A metric that has no sample yet is known by its type.
      const [, declared, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
      if (declared !== undefined) return namesOf(declared, type ?? '').map((name) => [name, []]);
      const [, name, labels = ''] = /^([^#{\s]+)(?:\{([^}]*)\})? /.exec(line) ?? [];
      return name === undefined
        ? []
        : [[name, [...labels.matchAll(/([a-z_]+)="/g)].map(([, label = '']) => label)]];
    });
}

function namesOf(metric: string, type: string): string[] {
  if (type === 'counter') return [`${metric}_total`];
  if (type === 'histogram') return ['bucket', 'count', 'sum'].map((part) => `${metric}_${part}`);
  return [metric];
}
