import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer, until } from '../../test/support/gateway.ts';
import { request, startStack } from './test-stack.ts';

test('the breaker opens at its threshold, calls nothing while open, probes once, and closes', async (t) => {
  const { ask, state, upstream, registry } = await startStack(t, (_req, res) => res.writeHead(500).end(), {
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
  const { ask, state, upstream } = await startStack(t, (_req, res) => res.writeHead(500).end(), {
    reset: 50,
  });
  for (let i = 0; i < 4; i += 1) await ask(request());
  await until(() => state() === 'half_open');
  await ask(request());
  assert.equal(state(), 'open');
  assert.equal(upstream.calls, 5);
});

test('aborts and answers of 404 do not open the breaker', async (t) => {
  const { ask, state, upstream } = await startStack(t, (_req, res) => res.writeHead(404).end());
  for (let i = 0; i < 10; i += 1) await ask(request());
  upstream.behave = () => {};
  for (let i = 0; i < 10; i += 1) await ask(request({ deadline: performance.now() + 15 }));
  assert.equal(state(), 'closed');
});

test('an aborted probe neither closes the breaker nor keeps it half open', async (t) => {
  const { ask, state, upstream } = await startStack(t, (_req, res) => res.writeHead(500).end(), {
    reset: 50,
  });
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
  const { ask, state, upstream } = await startStack(t, (_req, res) => res.writeHead(500).end(), {
    reset: 50,
  });
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
  const { ask, state, upstream } = await startStack(t, (_req, res) => res.writeHead(500).end(), {
    reset: 50,
  });
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
  const { ask, state } = await startStack(t, () => {}, { timeout: 600, volume: 1000 });
  // opossum's own window is ten seconds in slices of one; calls begin in one slice and fail in the next.
  const calls = Array.from({ length: 22 }, async (_, i) => {
    await new Promise((resolve) => setTimeout(resolve, i * 500));
    await ask(request());
    assert.equal(state(), 'closed', `after ${i}`);
  });
  await Promise.all(calls);
});
