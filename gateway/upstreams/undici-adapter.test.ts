import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { RequestListener, ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import axios from 'axios';
import { type Dispatcher, Pool } from 'undici';
import { until } from '../../test/support/gateway.ts';
import { startServer } from '../../test/support/server.ts';
import { toUpstreamError } from './failure.ts';
import { isTimeout, undiciAdapter } from './undici-adapter.ts';

type Asked = { signal?: AbortSignal; timeout?: number; path?: string; headers?: Record<string, string> };

/** A client with a pool of so many connections to a server, which keeps the sockets that requests came on. */
async function start(t: TestContext, behave: RequestListener, connections: number) {
  const sockets = new Set<unknown>();
  const server = await startServer(t, (req, res) => {
    sockets.add(req.socket);
    behave(req, res);
  });
  const pool = new Pool(server.url, { connections, headersTimeout: 0, bodyTimeout: 0 });
  t.after(() => pool.destroy());
  return { server, sockets, ask: askVia(pool) };
}

function askVia(connections: Pick<Dispatcher, 'dispatch'>) {
  const sendWith = undiciAdapter(connections, { prefix: '', maxBytes: 1000 });
  const client = new axios.Axios();
  return ({
    signal = new AbortController().signal,
    timeout = 60_000,
    path = '/',
    headers = {},
  }: Asked = {}) => client.request({ method: 'GET', url: path, signal, timeout, adapter: sendWith(headers) });
}

test('what is given up while it waits for a connection is never sent, and ends no connection', async (t) => {
  const held: ServerResponse[] = [];
  const { server, sockets, ask } = await start(
    t,
    (_req, res) => (held.length > 0 ? res.end('{}') : held.push(res)),
    1,
  );
  const first = ask();
  await until(() => held.length === 1);
  const leaves = new AbortController();
  const late = ask({ timeout: 5 });
  const left = ask({ signal: leaves.signal });
  leaves.abort(new Error('gone'));
  await Promise.all([assert.rejects(late, isTimeout), assert.rejects(left)]);
  const last = ask();
  held[0]?.end('{}');
  await Promise.all([first, last]);
  assert.equal(server.calls, 2);
  assert.equal(sockets.size, 1);
});

test('a request that can not be sent costs a pool none of its connections', async (t) => {
  const { server, ask } = await start(t, (_req, res) => res.end('{}'), 1);
  await assert.rejects(ask({ headers: { 'x-note': 'a\r\nx-other: b' } }), { code: 'ERR_INVALID_CHAR' });
  await assert.rejects(ask({ path: '/a b' }), TypeError);
  await assert.rejects(ask({ path: '/日' }), TypeError);
  assert.equal(server.calls, 0);
  assert.equal((await ask({ headers: { 'x-note': 'é' } })).status, 200);
});

test('neither a listener nor a timer is left of a call, however it ends', async (t) => {
  const ends: RequestListener[] = [
    (_req, res) => res.end('{}'),
    (_req, res) => res.writeHead(304).end(),
    (_req, res) => res.socket?.resetAndDestroy(),
    (_req, res) => res.end('x'.repeat(2000)),
  ];
  const { server, ask } = await start(t, () => {}, 2);
  const { signal } = new AbortController();
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  for (const end of ends) {
    server.behave = end;
    await Promise.allSettled(Array.from({ length: 20 }, () => ask({ signal, timeout: 3_600_000 })));
  }
  server.behave = () => {};
  await Promise.allSettled(Array.from({ length: 20 }, () => ask({ signal, timeout: 5 })));
  await until(() => server.open === 0);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  assert.ok(timers() <= before + 2, `${timers()} timers, ${before} before`);
});

test('a connection that the system has aborted is no timeout', async () => {
  const error = Object.assign(new Error('aborted'), { code: 'ECONNABORTED' });
  const ask = askVia({
    dispatch(_request, handler) {
      handler.onResponseError?.(undefined as unknown as Dispatcher.DispatchController, error);
      return true;
    },
  });
  await assert.rejects(
    ask(),
    (thrown) => !isTimeout(thrown) && toUpstreamError('a', thrown).reason === 'reset',
  );
});
