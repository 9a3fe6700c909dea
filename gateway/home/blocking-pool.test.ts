import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { until } from '../../test/support/gateway.ts';
import { gatewayMetrics } from '../metrics.ts';
import { type BlockingPool, createBlockingPool } from './blocking-pool.ts';

/** A pool, its metrics, and Node's own hold on the threads that it starts. */
function start(t: TestContext, { workers = 2, queueLimit = 100 } = {}) {
  const threads: Worker[] = [];
  const note = (worker: Worker) => threads.push(worker);
  process.on('worker', note);
  const registry = createRegistry();
  const pool = createBlockingPool({ workers, queueLimit, metrics: gatewayMetrics(registry) });
  t.after(async () => {
    await pool.close();
    process.off('worker', note);
  });
  return { pool, registry, threads };
}

/** A page of two calls, `NAME0` and `NAME1`, that end when the test says so. */
function ask(
  pool: BlockingPool,
  name = 'page',
  events: string[] = [],
  { leaving = new AbortController(), ms = 60_000 } = {},
) {
  const calls = [0, 1].map((i) => ({ name: `${name}${i}`, ...Promise.withResolvers<void>() }));
  const starts = calls.map((call) => async () => {
    events.push(`${call.name} begins`);
    await call.promise;
    events.push(`${call.name} ends`);
    return call.name;
  });
  const run = pool.run(starts, { signal: leaving.signal, deadline: performance.now() + ms });
  const end = () => {
    for (const { resolve } of calls) resolve();
  };
  return {
    ...run,
    all: Promise.all(run.results),
    begun: () => events.includes(`${name}0 begins`),
    calls,
    end,
    events,
  };
}

test("a page's calls start one after another, and give their results in order", async (t) => {
  const { pool } = start(t);
  const page = ask(pool, 'a');
  await until(page.begun);
  page.calls[1]?.resolve();
  assert.deepEqual(page.events, ['a0 begins']);
  page.calls[0]?.resolve();
  assert.deepEqual(await page.all, ['a0', 'a1']);
  assert.deepEqual(page.events, ['a0 begins', 'a0 ends', 'a1 begins', 'a1 ends']);
  assert.equal(page.ahead, 0);
});

test('with two workers a third page starts no call until one of the two has ended', async (t) => {
  const { pool, registry, threads } = start(t);
  const events: string[] = [];
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => ask(pool, name, events)) as [
    Page,
    Page,
    Page,
    Page,
  ];
  await until(() => a.begun() && b.begun());
  assert.equal(pool.queueLength(), 2);
  assert.deepEqual([c.ahead, d.ahead], [0, 1]);
  assert.match(await registry.metrics(), /blocking_queue_length 2/);
  b.end();
  await until(c.begun);
  assert.deepEqual(events.slice(2), ['b0 ends', 'b1 begins', 'b1 ends', 'c0 begins']);
  assert.equal(pool.queueLength(), 1);
  for (const page of [a, c, d]) page.end();
  assert.deepEqual(await d.all, ['d0', 'd1']);
  await Promise.all([a.all, c.all]);
  assert.equal(threads.length, 2);
  assert.ok((await c.queuedMs) > 0);
  assert.match(await registry.metrics(), /blocking_queue_wait_seconds_count 4/);
});

test('a page beyond the queue is refused at once with 503 and Retry-After', async (t) => {
  const { pool, registry } = start(t, { workers: 1, queueLimit: 1 });
  const working = ask(pool, 'a');
  const queued = ask(pool, 'b');
  const refused = ask(pool, 'c');
  await assert.rejects(refused.all, {
    status: 503,
    headers: { 'retry-after': '1' },
    detail: /1 wait for one already/,
  });
  assert.ok((await refused.queuedMs) >= 0);
  assert.equal(pool.queueLength(), 1);
  for (const page of [working, queued]) page.end();
  await Promise.all([working.all, queued.all]);
  assert.equal(refused.begun(), false);
  assert.match(await registry.metrics(), /blocking_queue_wait_seconds_count 2/);
});

test('with no queue a page still gets a worker that is yet to start', async (t) => {
  const { pool } = start(t, { workers: 1, queueLimit: 0 });
  const page = ask(pool);
  page.end();
  await assert.rejects(ask(pool).all, { status: 503 });
  await page.all;
});

test('a reader who leaves the queue is out of it at once', async (t) => {
  const { pool, registry } = start(t, { workers: 1 });
  const leaving = new AbortController();
  const events: string[] = [];
  const working = ask(pool, 'a', events);
  const left = ask(pool, 'b', events, { leaving });
  const next = ask(pool, 'c', events);
  assert.equal(pool.queueLength(), 2);
  leaving.abort();
  assert.equal(pool.queueLength(), 1);
  await assert.rejects(left.all, { name: 'AbortError' });
  assert.match(await registry.metrics(), /blocking_queue_length 1/);
  for (const page of [working, next]) page.end();
  await Promise.all([working.all, next.all]);
  assert.equal(left.begun(), false);
  await assert.rejects(ask(pool, 'd', events, { leaving }).all, { name: 'AbortError' });
});

test('a page whose deadline comes while it waits is refused then, with 503 and Retry-After', async (t) => {
  const { pool } = start(t, { workers: 1 });
  const working = ask(pool);
  const late = ask(pool, 'late', [], { ms: 20 });
  await assert.rejects(late.all, { status: 503, headers: { 'retry-after': '1' } });
  assert.equal(pool.queueLength(), 0);
  assert.equal(late.begun(), false);
  working.end();
  await working.all;
});

test('a page whose reader leaves goes on as its calls end, and its worker is free for the next', async (t) => {
  const { pool } = start(t, { workers: 1 });
  const leaving = new AbortController();
  const abortable = () =>
    new Promise<string>((resolve) => {
      if (leaving.signal.aborted) resolve('aborted');
      leaving.signal.addEventListener('abort', () => resolve('aborted'));
    });
  let begun = false;
  const first = () => {
    begun = true;
    return abortable();
  };
  const { results } = pool.run([first, abortable], {
    signal: leaving.signal,
    deadline: performance.now() + 60_000,
  });
  await until(() => begun);
  leaving.abort();
  assert.deepEqual(await Promise.all(results), ['aborted', 'aborted']);
  const next = ask(pool);
  next.end();
  await next.all;
});

test('a call that throws or rejects fails alone', async (t) => {
  const { pool } = start(t, { workers: 1 });
  const starts = [
    () => {
      throw new Error('thrown');
    },
    () => Promise.reject(new Error('rejected')),
    () => Promise.resolve('well'),
  ];
  const { results } = pool.run(starts, {
    signal: new AbortController().signal,
    deadline: performance.now() + 60_000,
  });
  const outcomes = (await Promise.allSettled(results)).map((it) =>
    it.status === 'fulfilled' ? it.value : it.reason.message,
  );
  assert.deepEqual(outcomes, ['thrown', 'rejected', 'well']);
  const next = ask(pool);
  next.end();
  await next.all;
});

test('a worker is kept for the pages to come', async (t) => {
  const { pool, threads } = start(t, { workers: 1 });
  for (const name of ['a', 'b']) {
    const page = ask(pool, name);
    assert.equal(pool.queueLength(), 0);
    page.end();
    await page.all;
    await idle(pool);
  }
  assert.equal(threads.length, 1);
});

test('a worker that dies fails its page with a 500, and is replaced for the page that waits', async (t) => {
  const { pool, threads } = start(t, { workers: 1 });
  const [page, waiting] = [ask(pool, 'a'), ask(pool, 'b')];
  await until(page.begun);
  await threads[0]?.terminate();
  await assert.rejects(page.all, { status: 500, detail: 'The worker of this page has ended before it.' });
  waiting.end();
  await waiting.all;
  assert.equal(threads.length, 2);
});

test('a worker that dies idle fails nobody, and the next page has another', async (t) => {
  const { pool, threads } = start(t, { workers: 1 });
  await idle(pool);
  await threads[0]?.terminate();
  const page = ask(pool);
  page.end();
  await page.all;
  assert.equal(threads.length, 2);
});

test('closing sends everybody away, ends every thread, and nothing is left', async (t) => {
  const before = process.getActiveResourcesInfo();
  const { pool, threads, registry } = start(t);
  assert.equal(threads.length, 0, 'threads are started when they are needed');
  const pages = ['a', 'b', 'c'].map((name) => ask(pool, name));
  await until(() => pages.slice(0, 2).every((page) => page.begun()));
  const refused = pages.map((page) => assert.rejects(page.all, { status: 503, detail: /stopping/ }));
  await pool.close();
  await Promise.all(refused);
  assert.deepEqual(
    threads.map(({ threadId }) => threadId),
    [-1, -1],
  );
  await assert.rejects(ask(pool).all, { status: 503 });
  assert.equal(pages[2]?.begun(), false);
  assert.match(await registry.metrics(), /blocking_queue_length 0/);
  // The metric of the event loop's lag leaves the present turn of it behind.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(process.getActiveResourcesInfo(), before);
});

/** Waits until the pool's only worker has nothing to do: it has worked through a page of no calls, and is released. */
async function idle(pool: BlockingPool): Promise<void> {
  const page = { signal: new AbortController().signal, deadline: performance.now() + 60_000 };
  await pool.run([], page).queuedMs;
}

type Page = ReturnType<typeof ask>;
