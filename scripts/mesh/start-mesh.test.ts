import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { Environment } from './environment.ts';
import { MeshError } from './error.ts';
import { fakeRows, isAlive } from './fake-mesh.ts';
import type { Behaviour } from './fake-process.ts';
import { type Mesh, startMesh } from './start-mesh.ts';

type Messages = { process: string; msg: string; [field: string]: unknown }[];

test('every process is ready, at the addresses told, and the gateway knows its upstreams', async (t) => {
  const mesh = await start(t, { promo: { notReady: 3 } });
  assert.deepEqual(
    mesh.processes.map(({ name }) => name),
    ['promo', 'rates', 'gateway'],
  );
  assert.deepEqual(mesh.pages, [`${mesh.url}/home/one`]);
  const [promo, rates] = mesh.processes;
  for (const { opsUrl } of mesh.processes) assert.equal((await fetch(`${opsUrl}/readyz`)).status, 200);
  const env = await environmentAt(mesh.url);
  assert.equal(env.PROMO_URL, promo?.url);
  assert.equal(env.RATES_URL, rates?.url);
  assert.equal(env.LAB, 'on');
});

test('each process gets its own variables under their plain names', async (t) => {
  const env = {
    LATENCY: 'fixed:1',
    PROMO_LATENCY: 'fixed:2',
    FAULTS: 'error:0.1',
    RATES_LOG_LEVEL: 'warn',
    COMMON: 'x',
  };
  const mesh = await start(t, {}, env);
  const [promo, rates, gateway] = await Promise.all(mesh.processes.map(({ url }) => environmentAt(url)));
  assert.deepEqual([promo?.LATENCY, rates?.LATENCY, gateway?.LATENCY], ['fixed:2', 'fixed:1', undefined]);
  assert.deepEqual([promo?.FAULTS, rates?.FAULTS, gateway?.FAULTS], ['error:0.1', 'error:0.1', undefined]);
  assert.deepEqual([promo?.LOG_LEVEL, rates?.LOG_LEVEL], [process.env.LOG_LEVEL, 'warn']);
  assert.deepEqual([promo?.COMMON, rates?.COMMON, gateway?.COMMON], ['x', 'x', 'x']);
  const up = messages(mesh).find(({ name }) => name === 'promo');
  assert.match(
    up?.msg ?? '',
    /^promo is ready after \d+ ms: port \d+, operations port \d+, LATENCY=fixed:2, FAULTS=error:0.1$/,
  );
});

test('stop() ends the gateway before the services, and leaves no process', async (t) => {
  const mesh = await start(t);
  await mesh.stop();
  const stops = messages(mesh)
    .filter(({ msg }) => msg === 'stop')
    .map((line) => line.process);
  assert.equal(stops[0], 'gateway');
  assert.deepEqual(stops.toSorted(), ['gateway', 'promo', 'rates']);
  assert.deepEqual(
    mesh.processes.filter(({ pid }) => isAlive(pid)),
    [],
  );
});

test('a process that is paused stops gracefully all the same', async (t) => {
  const mesh = await start(t);
  const promo = mesh.processes[0];
  assert.ok(promo);
  process.kill(promo.pid, 'SIGSTOP');
  await mesh.stop();
  assert.equal(isAlive(promo.pid), false);
});

test('a process that will not stop is killed, and named', async (t) => {
  const mesh = await start(t, { rates: { onStop: 'refuse' } }, {}, { stopLimit: 300 });
  await assert.rejects(mesh.stop(), (error) => faultsOf(error).join() === 'rates: SIGKILL');
  assert.deepEqual(
    mesh.processes.filter(({ pid }) => isAlive(pid)),
    [],
  );
});

test('a process that dies takes the mesh down; its end and last lines are told', async (t) => {
  const mesh = await start(t, { promo: { stdout: 'first\nlast words\n' } });
  await fetch(`${mesh.processes[0]?.opsUrl}/exit`).catch(() => {});
  await assert.rejects(mesh.ended, function tells(error) {
    assert.match(
      faultsOf(error).join(),
      /^promo: exit code 7, [\d.]+ s after its start; its last lines:\n {2}first\n {2}last words$/,
    );
    return true;
  });
  assert.deepEqual(
    mesh.processes.filter(({ pid }) => isAlive(pid)),
    [],
  );
  assert.match(messages(mesh).find(({ level }) => level === 50)?.msg ?? '', /promo died, so the mesh stops/);
});

test('a process killed by a signal is told so', async (t) => {
  const mesh = await start(t);
  process.kill(mesh.processes[1]?.pid ?? 0, 'SIGKILL');
  await assert.rejects(mesh.ended, (error) => /^rates: SIGKILL, /.test(faultsOf(error).join()));
});

test('the faults of all processes are reported at once, in the names of this environment', async (t) => {
  const behaviours = {
    promo: { fails: 'OPS_PORT takes a port' },
    rates: { fails: 'LATENCY takes a profile; PORT too' },
  };
  const failing = startMesh({ rows: fakeRows(t, behaviours), env: { LATENCY: 'slow' } });
  await assert.rejects(failing, function tells(error) {
    assert.deepEqual(faultsOf(error), [
      'promo: PROMO_OPS_PORT takes a port',
      'rates: LATENCY takes a profile; RATES_PORT too',
    ]);
    return true;
  });
});

test('a process that ends before it listens is reported with what it wrote', async (t) => {
  const rows = fakeRows(t).map((row) => (row.name === 'promo' ? { ...row, main: '/nowhere/main.ts' } : row));
  await assert.rejects(startMesh({ rows }), function tells(error) {
    assert.match(faultsOf(error).join(), /^promo: exit code 1, .*its last lines:.*Cannot find module/s);
    return true;
  });
});

test('a process that is not ready in time is reported, with its last answer', async (t) => {
  const failing = startMesh({
    rows: fakeRows(t, { rates: { notReady: Number.MAX_SAFE_INTEGER } }),
    startLimit: 4000,
  });
  await assert.rejects(failing, /rates: not ready [\d.]+ s after its start; http:\S+\/readyz: 503/);
  const silent = startMesh({ rows: fakeRows(t, { rates: { hangs: true } }), startLimit: 500 });
  await assert.rejects(silent, /rates: does not listen, [\d.]+ s after its start/);
});

test('every port that is taken is named with its variable', async (t) => {
  const [one, two] = await Promise.all([taken(t), taken(t)]);
  const env = { PROMO_PORT: one, OPS_PORT: two, RATES_PORT: '1', RATES_OPS_PORT: '1' };
  await assert.rejects(startMesh({ rows: fakeRows(t), env }), function tells(error) {
    assert.deepEqual(faultsOf(error), [
      `promo: port ${one} is taken; choose another with PROMO_PORT`,
      'port 1 is wanted more than once; choose another with RATES_PORT or RATES_OPS_PORT',
      `gateway: port ${two} is taken; choose another with OPS_PORT`,
    ]);
    return true;
  });
});

async function start(
  t: TestContext,
  behaviours: Record<string, Behaviour> = {},
  env: Environment = {},
  limits = {},
): Promise<Mesh> {
  const mesh = await startMesh({ rows: fakeRows(t, behaviours), env, ...limits });
  t.after(() => mesh.stop().catch(() => {}));
  return mesh;
}

async function environmentAt(url: string): Promise<Environment> {
  return (await (await fetch(url)).json()) as Environment;
}

function messages(mesh: Mesh): Messages {
  return mesh.lines.map((line) => JSON.parse(line));
}

function faultsOf(error: unknown): readonly string[] {
  assert.ok(error instanceof MeshError);
  return error.faults;
}

async function taken(t: TestContext): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  return String((server.address() as AddressInfo).port);
}
