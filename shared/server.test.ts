import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import express, { type Response } from 'express';
import { ListenError } from './listen.ts';
import { createLogger } from './logger.ts';
import { createRegistry } from './metrics.ts';
import { serve } from './server.ts';

const config = {
  HOST: '127.0.0.1',
  PORT: 0,
  OPS_PORT: 0,
  STOP_LIMIT: 5000,
  LOG_LEVEL: 'silent',
  LOG_FORMAT: 'json',
};
const surroundings = () => ({ log: createLogger('test', config), registry: createRegistry() });

/** A server whose `/slow` answers when told to. */
async function start(
  t: TestContext,
  options: Partial<typeof config> & { notReady?: () => string | undefined } = {},
) {
  const { notReady, ...overrides } = options;
  const arrived = Promise.withResolvers<Response>();
  const closed = { app: false };
  const app = express()
    .get('/slow', (_req, res) => arrived.resolve(res))
    .get('/quick', (_req, res) => {
      res.send('quick');
    });
  const close = async () => {
    closed.app = true;
  };
  const server = await serve(
    { app, close, ...(notReady && { notReady }) },
    { ...config, ...overrides },
    surroundings(),
  );
  t.after(() => server.stop());
  return { server, arrived: arrived.promise, closed };
}

async function status(url: string): Promise<number> {
  const response = await fetch(url);
  await response.arrayBuffer();
  return response.status;
}

test('health and metrics are on the operations port, and only there', async (t) => {
  let reason: string | undefined = 'still loading';
  const { server } = await start(t, { notReady: () => reason });
  assert.equal(await status(`${server.opsUrl}/livez`), 200);
  assert.equal(await status(`${server.opsUrl}/readyz`), 503);
  reason = undefined;
  assert.equal(await status(`${server.opsUrl}/readyz`), 200);
  assert.match(await (await fetch(`${server.opsUrl}/metrics`)).text(), /process_resident_memory_bytes/);
  for (const path of ['/livez', '/readyz', '/metrics']) assert.equal(await status(server.url + path), 404);
});

test('a stop lets what is in flight finish, takes nothing new, and is not ready meanwhile', async (t) => {
  const { server, arrived, closed } = await start(t);
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  const answer = once(get(`${server.url}/slow`, { agent }), 'response') as Promise<[IncomingMessage]>;
  const res = await arrived;

  const stopped = server.stop();
  assert.equal(server.stop(), stopped);
  await assert.rejects(fetch(`${server.url}/quick`));
  assert.equal(await status(`${server.opsUrl}/readyz`), 503);
  assert.equal(closed.app, false);

  res.send('finished');
  const [message] = await answer;
  assert.equal(await text(message), 'finished');
  assert.equal(message.headers.connection, 'close');
  await stopped;
  assert.equal(closed.app, true);
  await assert.rejects(fetch(`${server.opsUrl}/livez`));
});

test('a stop cuts off what does not finish within its limit', async (t) => {
  const { server, arrived } = await start(t, { STOP_LIMIT: 20 });
  const answer = fetch(`${server.url}/slow`);
  await arrived;
  await server.stop();
  await assert.rejects(answer);
});

test('a port that is taken is named together with its variable, and nothing is left listening', async (t) => {
  const { server } = await start(t);
  for (const [variable, taken] of [
    ['PORT', { ...config, PORT: server.port }],
    ['OPS_PORT', { ...config, OPS_PORT: server.port }],
  ] as const) {
    await assert.rejects(serve({ app: express() }, taken, surroundings()), (error: unknown) => {
      assert.ok(error instanceof ListenError);
      assert.equal(
        error.message,
        `port ${server.port} on 127.0.0.1 is taken; choose another with ${variable}`,
      );
      return true;
    });
  }
});
