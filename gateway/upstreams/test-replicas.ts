import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import axios from 'axios';
import { until } from '../../test/support/gateway.ts';
import { connectReplicas } from './replicas.ts';
import { undiciAdapter } from './undici-adapter.ts';

export const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3'];
/** How long a request may take, in milliseconds. */
export const TIMEOUT = 1000;
export const options = {
  connectTimeout: TIMEOUT,
  keepAliveTimeout: 60_000,
  headersTimeout: 0,
  bodyTimeout: 0,
};
export const skip = process.platform === 'linux' ? false : 'only on Linux is all of 127.0.0.0/8 this machine';

export const ok: RequestListener = (_req, res) => res.end('{}');

/** Three servers on one port, of which the name stands for those addresses, and a clock that stands still. */
export async function startReplicas(t: TestContext, addresses: readonly string[]) {
  const replicas = await listenOnOnePort(t);
  const name = { addresses, fails: false };
  let now = 0;
  let lookUps = 0;
  async function resolve(): Promise<LookupAddress[]> {
    lookUps++;
    if (name.fails) throw new Error('no name server answers');
    return name.addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  }
  const server = new URL(`http://books.test:${replicas[0]?.port}`);
  // Before it has been resolved the pool looks the name up itself.
  const first = { connect: { lookup: byName(name.addresses[0] ?? '') } };
  const connections = connectReplicas(server, { ...options, ...first }, { resolve, clock: () => now });
  t.after(() => connections.destroy());
  const adapter = undiciAdapter(connections, { prefix: '', maxBytes: 1000 })({});
  const client = new axios.Axios({ adapter });
  const { signal } = new AbortController();
  const ask = (method = 'GET', until = signal) => client.request({ method, url: '/', signal: until });
  /** Asks, and gives up after so many milliseconds where a replica hangs. */
  async function askFor(ms: number): Promise<void> {
    const giveUp = new AbortController();
    let over = false;
    const asking = ask('GET', giveUp.signal)
      .catch(() => {})
      .finally(() => {
        over = true;
      });
    await until(() => over || replicas.some(({ open }) => open > 0));
    if (!over) now += ms;
    giveUp.abort();
    await asking;
    await until(() => replicas.every(({ open }) => open === 0));
  }
  await ask();
  for (const replica of replicas) replica.requests.length = 0;
  return {
    replicas,
    connections,
    ask,
    askFor,
    name,
    resolved: () => lookUps,
    pass: (ms: number) => (now += ms),
  };
}

function byName(address: string) {
  return (_host: string, _options: unknown, found: (error: null, all: LookupAddress[]) => void) =>
    found(null, [{ address, family: 4 }]);
}

async function listenOnOnePort(t: TestContext) {
  const first = await startReplica(t, ADDRESSES[0] ?? '', 0);
  const others = ADDRESSES.slice(1).map((address) => startReplica(t, address, first.port));
  return [first, ...(await Promise.all(others))];
}

async function startReplica(t: TestContext, address: string, port: number) {
  const requests: string[] = [];
  const state = { requests, open: 0, behave: ok };
  const server = createServer((req, res) => {
    state.open += 1;
    res.once('close', () => {
      state.open -= 1;
    });
    requests.push(`${req.method} ${req.headers.host}`);
    state.behave(req, res);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, address, resolve);
  });
  async function stop(): Promise<void> {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
  t.after(stop);
  return Object.assign(state, { port: (server.address() as AddressInfo).port, stop });
}
