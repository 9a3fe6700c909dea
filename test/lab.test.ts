import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startMesh } from '../scripts/mesh/start-mesh.ts';
import { runExperiment } from '../services/lab/engine/experiment.ts';
import { planSchema } from '../services/lab/engine/plan.ts';

async function start(t: TestContext, env: Record<string, string>) {
  // Nothing is given up or refused, however slow the machine is.
  const patient = {
    PAGE_BUDGET: '60000',
    UPSTREAM_TIMEOUT: '30000',
    SHED_LOOP_DELAY: '60000',
    BREAKER_VOLUME: '1000000',
  };
  const mesh = await startMesh({ env: { ...patient, ...env } });
  t.after(mesh.stop);
  return { gateway: mesh.url, gatewayOps: mesh.opsUrl };
}

const signal = new AbortController().signal;

test('on the real mesh the strategies of a round meet the same delays, and their pages tell what came of it', async (t) => {
  const where = await start(t, { LAB: 'on' });
  const plan = planSchema.parse({
    strategies: ['sequential', 'concurrent', 'streaming', 'hedged', 'cached'],
    rate: 10,
    duration: 2000,
    warmUp: 0,
    latency: { promo: 'fixed:60', recommendation: 'fixed:40' },
  });
  const { arms, paired, ended } = await runExperiment(plan, where, { signal });
  assert.deepEqual([paired, ended], [true, 'complete']);
  const near = (name: string, ms: number) => {
    const bound = arms[name]?.bound.p50 ?? 0;
    assert.ok(Math.abs(bound / ms - 1) < 0.01, `${name}: ${bound}, ${JSON.stringify(arms[name]?.sources)}`);
    assert.ok((arms[name]?.ms.p50 ?? 0) >= ms - 1, name);
    assert.deepEqual([arms[name]?.pages, arms[name]?.errors], [20, {}], name);
  };
  near('sequential', 100);
  // A streamed page's timing comes in its trailer.
  for (const name of ['concurrent', 'streaming', 'hedged']) near(name, 60);
  assert.equal(arms.sequential?.callsPerPage, 2);
  assert.equal(arms.sequential?.sources.promo?.fresh, 20);
  assert.ok((arms.cached?.callsPerPage ?? 9) < 1);
  assert.ok((arms.streaming?.firstByte.p50 ?? 0) <= (arms.streaming?.ms.p50 ?? 0));
});

test('faults are seen as degraded pages of the strategy that met them', async (t) => {
  const where = await start(t, { LAB: 'on' });
  const plan = planSchema.parse({
    strategies: ['concurrent'],
    rate: 20,
    duration: 1000,
    warmUp: 0,
    faults: { promo: 'error:p=1' },
  });
  const { arms, finding } = await runExperiment(plan, where, { signal });
  assert.equal(arms.concurrent?.degraded, 20);
  assert.deepEqual(arms.concurrent?.sources.promo, { 'fallback: status': 20 });
  assert.match(finding, /Pages that lacked a part: 100 % of concurrent/);
});

test('where the lab is off nothing can be chosen, and it is said that nothing is paired', async (t) => {
  const where = await start(t, { LAB: 'off' });
  const plan = planSchema.parse({ strategies: ['concurrent'], rate: 10, duration: 300, warmUp: 0 });
  const { paired, warnings } = await runExperiment(plan, where, { signal });
  assert.equal(paired, false);
  assert.match(warnings.join(), /LAB=off/);
  await assert.rejects(
    runExperiment({ ...plan, latency: { promo: 'fixed:1' } }, where, { signal }),
    /LAB=off/,
  );
});
