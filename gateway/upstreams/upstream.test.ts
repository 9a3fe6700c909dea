import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { z } from 'zod';
import { callRequest } from '../../test/support/call.ts';
import { answer, startUpstream, until } from '../../test/support/gateway.ts';
import { gatewayMetrics } from '../metrics.ts';
import type { CallRequest } from './call.ts';
import type { Outcome } from './fallback.ts';
import { createUpstream } from './upstream.ts';

const schema = z.object({ n: z.number() });

type Options = {
  timeout?: number;
  reset?: number;
  volume?: number;
  url?: string;
  policy?: 'stale';
  bulkhead?: { limit: number; queue: number };
};

/** The whole stack, in front of an upstream that behaves as the test says. */
async function start(t: TestContext, behave: RequestListener, options: Options = {}) {
  const upstream = await startUpstream(t, behave);
  const registry = createRegistry();
  const stack = createUpstream(
    {
      name: 'numbers',
      url: options.url ?? upstream.url,
      schema,
      timeout: options.timeout ?? 60_000,
      maxBytes: 2048,
      breaker: { threshold: 50, volume: options.volume ?? 4, window: 60_000, reset: options.reset ?? 60_000 },
      policy: options.policy ?? 'fallback',
      bulkhead: options.bulkhead ?? { limit: 1000, queue: 0 },
      hedge: { percentile: 95, budget: 5 },
      cache: { maxBytes: 1_000_000, refreshLimit: 60_000 },
    },
    {
      metrics: gatewayMetrics(registry),
      log: createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }),
    },
  );
  t.after(() => stack.close());
  const outcomeOf = ({ source, data, reason }: Outcome<unknown>) => ({
    source,
    ...(data ? { data } : { reason }),
  });
  const ask = async (call: CallRequest) => outcomeOf(await stack.calls.plain(call));
  return { upstream, stack, ask, state: stack.breakerState, registry };
}

const request = (overrides: Partial<CallRequest> = {}) =>
  callRequest({ path: '/numbers', headers: { 'x-request-id': 'r1' }, ...overrides });

test('a good answer is fresh, and the request carries id, trace and what is left of the budget', async (t) => {
  let headers: Record<string, unknown> = {};
  const { ask } = await start(t, (req, res) => {
    headers = req.headers;
    answer({ n: 7 })(req, res);
  });
  const call = request();
  assert.deepEqual(await ask(call), { source: 'fresh', data: { n: 7 } });
  assert.equal(headers['x-request-id'], 'r1');
  assert.match(String(headers.traceparent), new RegExp(`^00-${call.trace.traceId}-[0-9a-f]{16}-00$`));
  assert.ok(Number(headers['x-deadline-ms']) < 60_000 && Number(headers['x-deadline-ms']) > 0);
  assert.deepEqual(
    call.attempts.map(({ outcome }) => outcome),
    ['ok'],
  );
});

const json = { 'content-type': 'application/json' };
const faults: [reason: string, behave: RequestListener][] = [
  ['status', (_req, res) => res.writeHead(500).end()],
  ['status', (_req, res) => res.writeHead(429).end()],
  ['redirect', (_req, res) => res.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
  ['malformed', (_req, res) => res.writeHead(200, json).end('{"n":')],
  ['contract', answer({ n: 'seven' })],
  ['content-type', (_req, res) => res.writeHead(200, { 'content-type': 'text/html' }).end('{"n":7}')],
  [
    'too-large',
    (_req, res) => res.writeHead(200, json).end(JSON.stringify({ n: 7, more: 'x'.repeat(4000) })),
  ],
  [
    'truncated',
    (_req, res) => res.writeHead(200, { ...json, 'content-length': 100 }).write('{', () => res.destroy()),
  ],
  ['reset', (_req, res) => res.socket?.resetAndDestroy()],
  ['malformed', (_req, res) => res.socket?.end('HTTP/9 hello\r\n\r\n')],
];

for (const [reason, behave] of faults) {
  test(`an answer with the fault "${reason}" is a fallback that says so (${behave.toString().length})`, async (t) => {
    const { ask, upstream } = await start(t, behave);
    assert.deepEqual(await ask(request()), { source: 'fallback', reason });
    await until(() => upstream.open === 0);
  });
}

test('an upstream that is not there is refused', async (t) => {
  const { ask } = await start(t, answer({ n: 7 }), { url: 'http://127.0.0.1:1' });
  assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'refused' });
});

test('a name that does not resolve is unreachable', async (t) => {
  const { ask } = await start(t, answer({ n: 7 }), { url: 'http://nowhere.invalid' });
  assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'unreachable' });
});

test('a timeout covers headers and body, and closes the socket', async (t) => {
  const silent: RequestListener = () => {};
  const stalled: RequestListener = (_req, res) => res.writeHead(200, json).write('{');
  for (const behave of [silent, stalled]) {
    const { ask, upstream } = await start(t, behave, { timeout: 30 });
    assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'timeout' });
    await until(() => upstream.open === 0);
  }
});

test("an attempt ends before the page's deadline; with no time left it is not made", async (t) => {
  const { ask, upstream } = await start(t, () => {});
  assert.deepEqual(await ask(request({ deadline: performance.now() + 60 })), {
    source: 'fallback',
    reason: 'deadline',
  });
  await until(() => upstream.open === 0);
  assert.equal(upstream.calls, 1);
  assert.deepEqual(await ask(request({ deadline: performance.now() })), {
    source: 'fallback',
    reason: 'deadline',
  });
  assert.equal(upstream.calls, 1);
});

test('an abort by the caller closes the socket and is counted', async (t) => {
  const { ask, upstream, registry } = await start(t, () => {});
  const controller = new AbortController();
  const outcome = ask(request({ signal: controller.signal }));
  await until(() => upstream.open === 1);
  controller.abort();
  assert.deepEqual(await outcome, { source: 'fallback', reason: 'aborted' });
  await until(() => upstream.open === 0);
  assert.match(await registry.metrics(), /upstream_cancelled_total\{upstream="numbers"\} 1/);
  assert.match(await registry.metrics(), /upstream_in_flight\{upstream="numbers"\} 0/);
});

test('the breaker opens at its threshold, calls nothing while open, probes once, and closes', async (t) => {
  const { ask, state, upstream, registry } = await start(t, (_req, res) => res.writeHead(500).end(), {
    reset: 50,
  });
  for (let i = 0; i < 4; i += 1) await ask(request());
  assert.equal(state(), 'open');
  assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'breaker-open' });
  assert.equal(upstream.calls, 4);

  await until(() => state() === 'half_open');
  const release = Promise.withResolvers<void>();
  upstream.behave = async (req, res) => {
    await release.promise;
    answer({ n: 7 })(req, res);
  };
  const probe = ask(request());
  assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'breaker-open' });
  release.resolve();
  assert.equal((await probe).source, 'fresh');
  assert.equal(upstream.calls, 5);
  assert.equal(state(), 'closed');
  const metrics = await registry.metrics();
  for (const to of ['open', 'half_open', 'closed']) {
    assert.match(
      metrics,
      new RegExp(`circuit_breaker_transitions_total\\{upstream="numbers",to="${to}"\\} 1`),
    );
  }
  assert.match(metrics, /circuit_breaker_state\{upstream="numbers",state="closed"\} 1/);
});

test('a failed probe opens the breaker again', async (t) => {
  const { ask, state, upstream } = await start(t, (_req, res) => res.writeHead(500).end(), { reset: 50 });
  for (let i = 0; i < 4; i += 1) await ask(request());
  await until(() => state() === 'half_open');
  await ask(request());
  assert.equal(state(), 'open');
  assert.equal(upstream.calls, 5);
});

test('aborts and answers of 404 do not open the breaker', async (t) => {
  const { ask, state, upstream } = await start(t, (_req, res) => res.writeHead(404).end());
  for (let i = 0; i < 10; i += 1) await ask(request());
  upstream.behave = () => {};
  for (let i = 0; i < 10; i += 1) await ask(request({ deadline: performance.now() + 15 }));
  assert.equal(state(), 'closed');
});

test('an aborted probe neither closes the breaker nor keeps it half open', async (t) => {
  const { ask, state, upstream } = await start(t, (_req, res) => res.writeHead(500).end(), { reset: 50 });
  for (let i = 0; i < 4; i += 1) await ask(request());
  await until(() => state() === 'half_open');
  upstream.behave = () => {};
  const controller = new AbortController();
  const probe = ask(request({ signal: controller.signal }));
  await until(() => upstream.open === 1);
  controller.abort();
  await probe;
  assert.equal(state(), 'open');
  upstream.behave = answer({ n: 7 });
  await until(() => state() === 'half_open');
  assert.equal((await ask(request())).source, 'fresh');
  assert.equal(state(), 'closed');
});

test('a call that can not be made is not the probe', async (t) => {
  const { ask, state, upstream } = await start(t, (_req, res) => res.writeHead(500).end(), { reset: 50 });
  for (let i = 0; i < 4; i += 1) await ask(request());
  await until(() => state() === 'half_open');
  assert.deepEqual(await ask(request({ signal: AbortSignal.abort() })), {
    source: 'fallback',
    reason: 'aborted',
  });
  assert.deepEqual(await ask(request({ deadline: performance.now() })), {
    source: 'fallback',
    reason: 'deadline',
  });
  assert.equal(state(), 'half_open');
  upstream.behave = answer({ n: 7 });
  assert.equal((await ask(request())).source, 'fresh');
  assert.equal(state(), 'closed');
});

test('a call from before the breaker opened does not decide how it goes on', async (t) => {
  const { ask, state, upstream } = await start(t, (_req, res) => res.writeHead(500).end(), { reset: 50 });
  const release = Promise.withResolvers<void>();
  upstream.behave = async (req, res) => {
    await release.promise;
    answer({ n: 7 })(req, res);
  };
  const straggler = ask(request());
  await until(() => upstream.open === 1);
  upstream.behave = (_req, res) => res.writeHead(500).end();
  for (let i = 0; i < 4; i += 1) await ask(request());
  await until(() => state() === 'half_open');
  release.resolve();
  assert.equal((await straggler).source, 'fresh');
  assert.equal(state(), 'half_open');
});

test('slow failures, few and far between, do not open the breaker below its volume', async (t) => {
  const { ask, state } = await start(t, () => {}, { timeout: 600, volume: 1000 });
  // opossum's own window is ten seconds in slices of one; calls begin in one slice and fail in the next.
  const calls = Array.from({ length: 22 }, async (_, i) => {
    await new Promise((resolve) => setTimeout(resolve, i * 500));
    await ask(request());
    assert.equal(state(), 'closed', `after ${i}`);
  });
  await Promise.all(calls);
});

test('calls that follow one another in the places of the bulkhead need no more connections than it has places', async (t) => {
  const sockets = new Set<unknown>();
  const { ask } = await start(
    t,
    (req, res) => {
      sockets.add(req.socket);
      answer({ n: 1 })(req, res);
    },
    { bulkhead: { limit: 2, queue: 50 } },
  );
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => ask(request())));
  assert.ok(outcomes.every(({ source }) => source === 'fresh'));
  assert.equal(sockets.size, 2);
});
