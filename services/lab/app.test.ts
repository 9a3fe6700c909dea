import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortPlan, startLab } from './testing/start-lab.ts';

const endless = { ...shortPlan, duration: 600_000 };
const idOf = async (answer: Response) => ((await answer.json()) as { id: string }).id;

/** The events of an experiment until it is over. */
async function eventsOf(url: string) {
  const stream = await (await fetch(url)).text();
  return [...stream.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, type, data]) => ({
    type,
    data: JSON.parse(String(data)),
  }));
}

test('an experiment runs from its start to its result, with events on the way and files at the end', async (t) => {
  const { lab, ask } = await startLab(t);
  const started = await ask('/experiments', 'POST', shortPlan);
  assert.equal(started.status, 201);
  const id = await idOf(started);
  assert.equal(started.headers.get('location'), `/experiments/${id}`);
  const events = await eventsOf(`${lab.url}/experiments/${id}/events`);
  assert.ok(events.some(({ type }) => type === 'progress'));
  assert.equal(events.at(-1)?.type, 'done');
  assert.equal(events.at(-1)?.data.arms.concurrent.pages, 10);
  // Who asks later is told the same.
  assert.deepEqual((await eventsOf(`${lab.url}/experiments/${id}/events`)).at(-1), events.at(-1));
  const summary = (await (await ask(`/experiments/${id}`)).json()) as { state: string };
  assert.equal(summary.state, 'done');
  const metrics = await (await fetch(`${lab.opsUrl}/metrics`)).text();
  assert.match(metrics, /lab_experiments_total\{ended="complete"\} 1\n/);
  assert.match(metrics, /lab_experiments_running 0\n/);
  const csv = await ask(`/experiments/${id}/report.csv`);
  assert.match(String(csv.headers.get('content-disposition')), /attachment; filename="?experiment.csv/);
  assert.match(await csv.text(), /^name,pages.*\r\nsequential,10/);
  assert.deepEqual(await (await ask(`/experiments/${id}/report.json`)).json(), events.at(-1)?.data);
});

test('one at a time; the one that runs can be cancelled, and another started then', async (t) => {
  const { lab, ask } = await startLab(t);
  const id = await idOf(await ask('/experiments', 'POST', endless));
  assert.deepEqual(await (await ask('/experiments')).json(), { running: id });
  const second = await ask('/experiments', 'POST', shortPlan);
  assert.equal(second.status, 409);
  assert.match(((await second.json()) as { detail: string }).detail, /one at a time/);
  assert.equal((await ask(`/experiments/${id}/report.json`)).status, 409);
  const events = eventsOf(`${lab.url}/experiments/${id}/events`);
  assert.equal((await ask(`/experiments/${id}`, 'DELETE')).status, 204);
  assert.equal((await events).at(-1)?.data.ended, 'cancelled');
  assert.deepEqual(await (await ask('/experiments')).json(), { running: null });
  assert.equal((await ask('/experiments', 'POST', shortPlan)).status, 201);
  assert.equal((await ask('/experiments/none')).status, 404);
});

test('an experiment that can’t be run says why to whoever listens', async (t) => {
  const { lab, ask } = await startLab(t);
  const id = await idOf(await ask('/experiments', 'POST', { ...shortPlan, strategies: ['unknown'] }));
  const events = await eventsOf(`${lab.url}/experiments/${id}/events`);
  assert.equal(events.at(-1)?.type, 'failed');
  assert.match(events.at(-1)?.data.detail, /There is no strategy "unknown"/);
  const faulty = await ask('/experiments', 'POST', { strategies: ['a'], rate: 0 });
  assert.equal(faulty.status, 400);
  assert.match(
    ((await faulty.json()) as { detail: string }).detail,
    /body\.rate takes pages a second from 0.1 to 1000/,
  );
});

test('breakers are watched while it runs', async (t) => {
  const { lab, ask, operations } = await startLab(t);
  operations.metrics =
    'circuit_breaker_state{upstream="promo",state="closed"} 0\ncircuit_breaker_state{upstream="promo",state="open"} 1\n';
  const id = await idOf(await ask('/experiments', 'POST', shortPlan));
  const events = await eventsOf(`${lab.url}/experiments/${id}/events`);
  const [change] = events.findLast(({ type }) => type === 'breakers')?.data ?? [];
  assert.deepEqual([change.upstream, change.state], ['promo', 'open']);
});

test('runs are saved, listed, read and deleted by name, and no name is a path', async (t) => {
  const { lab, ask } = await startLab(t);
  const id = await idOf(await ask('/experiments', 'POST', shortPlan));
  const events = await eventsOf(`${lab.url}/experiments/${id}/events`);
  assert.equal((await ask('/runs/before%20the%20cache', 'PUT', { experiment: id })).status, 204);
  assert.deepEqual(await (await ask('/runs')).json(), ['before the cache']);
  assert.deepEqual(await (await ask('/runs/before%20the%20cache')).json(), events.at(-1)?.data);
  for (const name of ['..%2Fout', '.hidden', '%2e%2e', 'a%00b']) {
    const answer = await ask(`/runs/${name}`, 'PUT', { experiment: id });
    assert.ok(answer.status === 400 || answer.status === 404, `${name}: ${answer.status}`);
  }
  assert.equal((await ask('/runs/before%20the%20cache', 'DELETE')).status, 204);
  assert.equal((await ask('/runs/before%20the%20cache')).status, 404);
  assert.deepEqual(await (await ask('/runs')).json(), []);
});

test('the mesh is shown as it is set, changed through its operations ports, and what can’t be reached is null', async (t) => {
  const { ask, operations } = await startLab(t);
  const state = (await (await ask('/mesh')).json()) as {
    gateway: { PAGE_BUDGET: number };
    services: Record<string, unknown>;
  };
  assert.equal(state.gateway.PAGE_BUDGET, 2000);
  assert.deepEqual(Object.keys(state.services), ['promo', 'recommendation']);
  assert.equal(state.services.recommendation, null);
  assert.equal((await ask('/mesh/promo', 'PUT', { latency: 'fixed:9' })).status, 200);
  assert.equal((await ask('/mesh/promo', 'DELETE')).status, 200);
  assert.deepEqual(operations.asked, ['PUT {"latency":"fixed:9"}', 'DELETE ']);
  const refused = await ask('/mesh/promo', 'PUT', { latency: 'gauss:1' });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /no distribution/);
  assert.equal((await ask('/mesh/recommendation', 'DELETE')).status, 502);
  assert.equal((await ask('/mesh/rates', 'DELETE')).status, 404);
});

test('a plan that is being written is looked at: its faults, what does not go together, and the curves', async (t) => {
  const { ask } = await startLab(t);
  const check = async (plan: object) =>
    (await ask('/check', 'POST', { plan, latency: { promo: 'fixed:70', x: 'nonsense' } })).json();
  const good = (await check(shortPlan)) as {
    faults: unknown[];
    mismatches: string[];
    curves: Record<string, { p50: number }>;
  };
  assert.deepEqual([good.faults, good.mismatches, good.curves.promo?.p50], [[], [], 70]);
  const slow = (await check({ ...shortPlan, rate: 0.1 })) as typeof good;
  assert.match(slow.mismatches.join(), /2 calls within BREAKER_WINDOW.*can't open/);
  const wrong = (await check({ ...shortPlan, latency: { promo: 'gauss:1' } })) as {
    faults: { field: string; takes: string }[];
  };
  assert.equal(wrong.faults[0]?.field, 'latency.promo');
});

test('the page is there, with everything from its own origin', async (t) => {
  const { ask } = await startLab(t);
  const page = await ask('/');
  assert.match(String(page.headers.get('content-security-policy')), /^default-src 'self';/);
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="(\/[^"#]+)"/g)].map(([, file]) => String(file));
  assert.ok(files.length >= 4);
  for (const file of [...files, '/uplot/uPlot.esm.js']) assert.equal((await ask(file)).status, 200, file);
  assert.equal((await ask('/uplot/..%2Fpackage.json')).status, 404);
  assert.equal((await ask('/nothing')).status, 404);
});
