import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { gatewayMetrics } from '../metrics.ts';
import { createEventQueue } from './queue.ts';
import type { SendEvents } from './send.ts';

type Outcome = Awaited<ReturnType<SendEvents>>;

/** A queue on a clock of the test's own; each batch ends as `outcome` says, or when the test ends it. */
function start(t: TestContext, { limit = 10_000, random = 0.5 } = {}) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const registry = createRegistry();
  const batches: { ids: string[]; end(outcome: Outcome): void; signal: AbortSignal }[] = [];
  const state: { outcome: Outcome | undefined } = { outcome: 'ok' };
  const send: SendEvents = (events, signal) => {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    signal.addEventListener('abort', () => resolve('failed'));
    batches.push({ ids: events.map(({ id }) => id), end: resolve, signal });
    if (state.outcome) resolve(state.outcome);
    return promise;
  };
  const log = createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const queue = createEventQueue({
    limit,
    send,
    metrics: gatewayMetrics(registry),
    log,
    random: () => random,
  });
  let made = 0;
  const add = (count: number) => {
    for (let n = 0; n < count; n += 1) {
      made += 1;
      queue.add(click(`e${made}`));
    }
  };
  const metric = async (name: string, labels: Record<string, string> = {}) => {
    const found = (await registry.getSingleMetric(name)?.get())?.values.find((value) =>
      Object.entries(labels).every(([label, wanted]) => value.labels[label] === wanted),
    );
    return found?.value ?? 0;
  };
  const dropped = (reason: string) => metric('events_dropped_total', { reason });
  /** Lets time pass, and everything that follows from it happen. */
  const pass = async (ms: number) => {
    t.mock.timers.tick(ms);
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
  };
  return { queue, add, state, batches, metric, dropped, pass };
}

const click = (id: string): ShopEvent => ({
  type: 'click',
  id,
  reader: 'r0001',
  book: 'emma',
  position: 1,
  at: '2026-11-23T12:00:00Z',
});

test('a batch leaves a second after its first event', async (t) => {
  const { queue, add, batches, pass, metric } = start(t);
  add(1);
  await pass(600);
  add(2);
  await pass(399);
  assert.equal(batches.length, 0);
  assert.equal(await metric('events_queue_length'), 3);
  await pass(1);
  assert.deepEqual(batches[0]?.ids, ['e1', 'e2', 'e3']);
  assert.equal(queue.length(), 0);
  assert.equal(await metric('events_queue_length'), 0);
  assert.equal(await metric('events_sent_total'), 3);
  await pass(100_000);
  assert.equal(batches.length, 1);
});

test('two hundred do not wait for it, and what comes meanwhile is the next batch, a thousand at the most', async (t) => {
  const { add, state, batches, pass } = start(t);
  state.outcome = undefined;
  add(200);
  await pass(0);
  assert.equal(batches[0]?.ids.length, 200);
  add(1500);
  await pass(10_000);
  assert.equal(batches.length, 1, 'one batch at a time');
  state.outcome = 'ok';
  batches[0]?.end('ok');
  await pass(0);
  assert.deepEqual(
    batches.map(({ ids }) => ids.length),
    [200, 1000, 500],
  );
  assert.equal(new Set(batches.flatMap(({ ids }) => ids)).size, 1700);
});

test('a batch that failed is sent again with the same ids, after pauses that double up to half a minute', async (t) => {
  const { queue, add, state, batches, pass, metric } = start(t);
  state.outcome = 'failed';
  add(2);
  await pass(1000);
  // Three quarters: the middle of the upper half that pauses are drawn from.
  const pauses = [1, 2, 4, 8, 16, 30, 30].map((seconds) => seconds * 750);
  for (const [n, pause] of pauses.entries()) {
    assert.equal(batches.length, n + 1);
    await pass(pause - 1);
    assert.equal(batches.length, n + 1, `failure ${n + 1}`);
    await pass(1);
  }
  assert.ok(batches.every(({ ids }) => ids.join() === 'e1,e2'));
  assert.equal(queue.length(), 2);
  state.outcome = 'ok';
  await pass(22_500);
  assert.equal(queue.length(), 0);
  assert.equal(await metric('events_sent_total'), 2);
});

test('while it pauses, however many come, none is sent before its time', async (t) => {
  const { add, state, batches, pass } = start(t);
  state.outcome = 'failed';
  add(200);
  await pass(0);
  add(1000);
  await pass(749);
  assert.equal(batches.length, 1);
  state.outcome = 'ok';
  await pass(1);
  assert.deepEqual(
    batches.map(({ ids }) => ids.length),
    [200, 1000, 200],
  );
});

test('what waits and what is under way are bounded together; what has no room is dropped, and counted', async (t) => {
  const { queue, add, state, batches, pass, dropped } = start(t, { limit: 250 });
  state.outcome = undefined;
  add(200);
  await pass(0);
  add(100);
  assert.equal(queue.length(), 250);
  assert.equal(await dropped('queue-full'), 50);
  state.outcome = 'ok';
  batches[0]?.end('ok');
  await pass(0);
  await pass(1000);
  assert.equal(queue.length(), 0);
  add(250);
  assert.equal(await dropped('queue-full'), 50);
});

test('a batch that recommendation refuses is dropped, and the next one goes on', async (t) => {
  const { add, state, batches, pass, dropped } = start(t);
  state.outcome = 'refused';
  add(3);
  await pass(1000);
  assert.equal(await dropped('refused'), 3);
  state.outcome = 'ok';
  add(1);
  await pass(1000);
  assert.deepEqual(batches[1]?.ids, ['e4']);
});

test('closing sends what waits, though its time has not come', async (t) => {
  const { queue, add, batches } = start(t);
  add(1);
  await queue.close(1000);
  assert.deepEqual(batches[0]?.ids, ['e1']);
});

test('closing waits for the batch that is under way, then sends the rest', async (t) => {
  const { queue, add, state, batches, pass, dropped } = start(t, { limit: 100_000 });
  state.outcome = undefined;
  add(200);
  await pass(0);
  add(2500);
  const closed = queue.close(1000);
  state.outcome = 'ok';
  batches[0]?.end('ok');
  await closed;
  assert.deepEqual(
    batches.map(({ ids }) => ids.length),
    [200, 1000, 1000, 500],
  );
  assert.equal(await dropped('stopped'), 0);
});

test('closing gives up at its limit, and counts what is lost', async (t) => {
  const { queue, add, state, batches, pass, dropped } = start(t);
  state.outcome = undefined;
  add(5);
  const closed = queue.close(1000);
  await pass(999);
  assert.equal(batches[0]?.signal.aborted, false);
  await pass(1);
  await closed;
  assert.equal(batches[0]?.signal.aborted, true);
  assert.equal(await dropped('stopped'), 5);
  add(1);
  assert.equal(await dropped('stopped'), 6);
});

test('closing while recommendation is down tries once, not again and again', async (t) => {
  const { queue, add, state, batches, pass, dropped } = start(t);
  state.outcome = 'failed';
  add(200);
  await pass(0);
  await queue.close(1000);
  assert.equal(batches.length, 2);
  assert.equal(await dropped('stopped'), 200);
  await pass(100_000);
  assert.equal(batches.length, 2);
});
