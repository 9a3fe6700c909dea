import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { startUpstream, until } from '../../test/support/gateway.ts';
import { startBlockingThread } from './blocking-thread.ts';

/** A thread, with Node's own hold on it. */
async function start(t: TestContext) {
  const started = Promise.withResolvers<Worker>();
  process.once('worker', started.resolve);
  const state = { exits: 0 };
  const thread = startBlockingThread(() => {
    state.exits += 1;
  });
  t.after(() => thread.stop());
  return { thread, state, worker: await started.promise };
}

test('the thread is suspended until its job has ended, and the main event loop is not', async (t) => {
  const { thread, worker } = await start(t);
  const upstream = await startUpstream(t, (_req, res) => res.end('here'));
  const job = Promise.withResolvers<void>();
  const idle = () => worker.performance.eventLoopUtilization().idle;
  let before = Number.NaN;
  const free = thread.work([
    () => {
      before = idle();
      return job.promise;
    },
  ]);
  await until(() => !Number.isNaN(before));
  // An event loop that waits for events is idle meanwhile; that of a suspended thread isn't even that.
  for (let i = 0; i < 5; i += 1) {
    assert.equal(await (await fetch(upstream.url)).text(), 'here');
    assert.equal(idle(), before);
  }
  job.resolve();
  await free;
  await until(() => idle() > before);
});

test('jobs begin one after another, and one that fails or throws ends like the others', async (t) => {
  const { thread } = await start(t);
  const events: string[] = [];
  const job = (name: string, end: () => void) => async () => {
    events.push(`${name} begins`);
    await new Promise(setImmediate);
    events.push(`${name} ends`);
    end();
  };
  const fail = () => {
    throw new Error('no');
  };
  const works = () => {};
  await thread.work([job('a', works), job('b', fail), fail, job('c', works)]);
  await thread.work([]);
  await thread.work([job('d', works)]);
  const expected = ['a', 'b', 'c', 'd'].flatMap((name) => [`${name} begins`, `${name} ends`]);
  assert.deepEqual(events, expected);
});

test('a thread that fails ends its page with a 500 that keeps the cause, and takes no other', async (t) => {
  const { thread, state, worker } = await start(t);
  const never = Promise.withResolvers<void>();
  let begun = false;
  const page = thread.work([
    () => {
      begun = true;
      // Not a page: reading it throws in the thread, as soon as that is not suspended any more.
      worker.postMessage(undefined);
      return Promise.resolve();
    },
  ]);
  await page;
  assert.ok(begun);
  await assert.rejects(thread.work([() => never.promise]), (error: Error & { status?: number }) => {
    assert.equal(error.status, 500);
    assert.ok(error.cause instanceof TypeError);
    return true;
  });
  assert.equal(state.exits, 1);
  await assert.rejects(thread.work([]), { status: 500 });
});

test('stopping ends a thread that is suspended', async (t) => {
  const { thread, state, worker } = await start(t);
  const begun = Promise.withResolvers<void>();
  const page = thread.work([
    () => {
      begun.resolve();
      return new Promise(() => {});
    },
  ]);
  await begun.promise;
  const ended = assert.rejects(page, { status: 500 });
  await thread.stop();
  await ended;
  assert.equal(state.exits, 1);
  assert.equal(worker.threadId, -1);
});
