import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { test } from 'node:test';
import { answer, until } from '../../test/support/gateway.ts';
import { request, startStack } from './test-stack.ts';

test('a good answer is fresh, and the request carries id, trace and what is left of the budget', async (t) => {
  let headers: Record<string, unknown> = {};
  const { ask } = await startStack(t, (req, res) => {
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
    const { ask, upstream } = await startStack(t, behave);
    assert.deepEqual(await ask(request()), { source: 'fallback', reason });
    await until(() => upstream.open === 0);
  });
}

test('an upstream that is not there is refused', async (t) => {
  const { ask } = await startStack(t, answer({ n: 7 }), { url: 'http://127.0.0.1:1' });
  assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'refused' });
});

test('a name that does not resolve is unreachable', async (t) => {
  const { ask } = await startStack(t, answer({ n: 7 }), { url: 'http://nowhere.invalid' });
  assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'unreachable' });
});

test('a timeout covers headers and body, and closes the socket', async (t) => {
  const silent: RequestListener = () => {};
  const stalled: RequestListener = (_req, res) => res.writeHead(200, json).write('{');
  for (const behave of [silent, stalled]) {
    const { ask, upstream } = await startStack(t, behave, { timeout: 30 });
    assert.deepEqual(await ask(request()), { source: 'fallback', reason: 'timeout' });
    await until(() => upstream.open === 0);
  }
});

test("an attempt ends before the page's deadline; with no time left it is not made", async (t) => {
  const { ask, upstream } = await startStack(t, () => {});
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
  const { ask, upstream, registry } = await startStack(t, () => {});
  const controller = new AbortController();
  const outcome = ask(request({ signal: controller.signal }));
  await until(() => upstream.open === 1);
  controller.abort();
  assert.deepEqual(await outcome, { source: 'fallback', reason: 'aborted' });
  await until(() => upstream.open === 0);
  assert.match(await registry.metrics(), /upstream_cancelled_total\{upstream="numbers"\} 1/);
  assert.match(await registry.metrics(), /upstream_in_flight\{upstream="numbers"\} 0/);
});

test('calls that follow one another in the places of the bulkhead need no more connections than it has places', async (t) => {
  const sockets = new Set<unknown>();
  const { ask } = await startStack(
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
