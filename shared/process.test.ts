import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../services/promo/main.ts', import.meta.url));

type Told = { type: string; port: number; opsPort: number; message: string; variable?: string };

/** A real process, as `npm start` runs it. */
function run(t: TestContext, env: Record<string, string>) {
  const child = fork(MAIN, {
    env: { ...process.env, PORT: '0', OPS_PORT: '0', LOG_FORMAT: 'json', ...env },
    silent: true,
  });
  t.after(() => child.kill('SIGKILL'));
  const told = once(child, 'message').then(([message]) => message as Told);
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  assert.ok(child.stdout && child.stderr);
  const output = Promise.all([text(child.stdout), text(child.stderr)]).then(([out, err]) => ({ out, err }));
  output.catch(() => {}); // some tests stop reading
  return { child, told, exit, output };
}

test('every variable that is wrong is named in one message, and the process ends with 1', async (t) => {
  const { told, exit, output } = run(t, {
    PORT: 'http',
    OPS_PORT: '-1',
    BANNERS: '0',
    LATENCY: 'gauss:1',
    LAB: 'maybe',
  });
  const { type, message } = await told;
  assert.equal(await exit, 1);
  assert.equal(type, 'failed');
  const { err, out } = await output;
  assert.equal(out, '');
  for (const name of ['PORT', 'OPS_PORT', 'BANNERS', 'LATENCY', 'LAB']) {
    assert.match(message, new RegExp(`^  ${name}\\b`, 'm'));
    assert.match(err, new RegExp(`^  ${name}\\b`, 'm'));
  }
  assert.doesNotMatch(err, /\n\s+at /);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`it tells its parent its ports, and stops with 0 on ${signal}`, async (t) => {
    const { child, told, exit, output } = run(t, {});
    const { type, port, opsPort } = await told;
    assert.equal(type, 'listening');
    assert.equal((await fetch(`http://127.0.0.1:${opsPort}/readyz`)).status, 200);
    assert.notEqual(port, opsPort);
    child.kill(signal);
    assert.equal(await exit, 0);
    const lines = (await output).out.trim().split('\n');
    for (const line of lines) assert.equal(JSON.parse(line).process, 'promo');
  });
}

test('it stops by itself when its parent is gone, and with it whoever reads its log', async (t) => {
  const { child, told, exit } = run(t, {});
  await told;
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.disconnect();
  assert.equal(await exit, 0);
});

test('a port that is taken is named together with its variable', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const { told, exit } = run(t, { OPS_PORT: String(port) });
  const { type, variable, message } = await told;
  assert.equal(await exit, 1);
  assert.deepEqual([type, variable], ['failed', 'OPS_PORT']);
  assert.equal(message, `port ${port} on 127.0.0.1 is taken; choose another with OPS_PORT`);
});
