import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startMesh } from '../scripts/mesh/start-mesh.ts';
import { until } from './support/gateway.ts';

type Mesh = Awaited<ReturnType<typeof startMesh>>;

function processOf(mesh: Mesh, name: string) {
  const found = mesh.processes.find((each) => each.name === name);
  assert.ok(found, name);
  return found;
}

async function metric(mesh: Mesh, line: string): Promise<number> {
  const metrics = await (await fetch(`${processOf(mesh, 'gateway').opsUrl}/metrics`)).text();
  const found = metrics.split('\n').find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? 0);
}

test('the mesh composes a reader’s page from its real services', async (t) => {
  const mesh = await startMesh();
  t.after(() => mesh.stop());
  for (const strategy of ['sequential', 'concurrent']) {
    const response = await fetch(`${mesh.url}/home/${strategy}?reader=r0007`);
    const html = await response.text();
    assert.equal(response.status, 200);
    assert.match(html, /because you bought/);
    assert.match(response.headers.get('server-timing') ?? '', /promo;.*"fresh".*recommendation;.*"fresh"/);
  }
});

test('a frozen service costs no page: its breaker opens, and closes when it goes on', async (t) => {
  const env = {
    UPSTREAM_TIMEOUT: '100',
    PAGE_BUDGET: '1000',
    BREAKER_VOLUME: '5',
    BREAKER_RESET: '200',
    BREAKER_WINDOW: '60000',
  };
  const mesh = await startMesh({ env });
  const { pid } = processOf(mesh, 'recommendation');
  t.after(async () => {
    process.kill(pid, 'SIGCONT');
    await mesh.stop();
  });
  const isState = (state: string) =>
    metric(mesh, `circuit_breaker_state{upstream="recommendation",state="${state}"}`);
  const reasons = new Set<string>();
  async function page(): Promise<void> {
    const response = await fetch(`${mesh.url}/home/concurrent`);
    assert.equal(response.status, 200);
    assert.match(await response.text(), /<\/html>/);
    const [, ended = 'none'] =
      /recommendation;dur=[\d.]+;desc="([^"]+)"/.exec(response.headers.get('server-timing') ?? '') ?? [];
    reasons.add(ended);
  }
  async function pagesUntil(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await Promise.all(Array.from({ length: 8 }, page));
  }

  process.kill(pid, 'SIGSTOP');
  await pagesUntil(async () => (await isState('open')) === 1);
  await page();
  assert.ok(reasons.has('fallback: timeout') && reasons.has('fallback: breaker-open'), [...reasons].join());

  process.kill(pid, 'SIGCONT');
  await pagesUntil(async () => (await isState('closed')) === 1);
  reasons.clear();
  await page();
  assert.deepEqual([...reasons], ['fresh']);
  await until(async () => (await metric(mesh, 'upstream_in_flight{upstream="recommendation"}')) === 0);
});
