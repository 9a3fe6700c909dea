import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { callRequest as request } from '../../test/support/call.ts';
import { type AttemptRecord, type CallRequest, UpstreamError } from './call.ts';
import { shareCalls } from './shared-call.ts';

type Made = PromiseWithResolvers<string> & { readonly request: CallRequest };

/** Shared calls in front of an upstream that answers when the test says. */
function start({ mayShare = () => true, limit = 60_000 }: { mayShare?: () => boolean; limit?: number } = {}) {
  const made: Made[] = [];
  const { call, isUnderWay, leave } = shareCalls<string>(
    { upstream: 'numbers', limit, keyOf: ({ path }) => path, mayShare },
    async (request) => {
      const answer = Promise.withResolvers<string>();
      request.signal.addEventListener('abort', () => answer.reject(new Error('aborted')), { once: true });
      made.push({ ...answer, request });
      return answer.promise;
    },
  );
  return { call, isUnderWay, leave, made, nth: (n: number) => made[n] as Made };
}

const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

function endedBy(reason: string) {
  return (error: unknown) =>
    error instanceof UpstreamError && error.reason === reason && error.health === 'unknown';
}

test('a thousand identical calls at once are one, and nothing is left behind', async () => {
  const { call, nth, made, isUnderWay } = start();
  const before = timers();
  const { signal } = new AbortController();
  const callers = Array.from({ length: 1000 }, () => call(request({ signal })));
  assert.equal(made.length, 1);
  assert.equal(isUnderWay(request()), true);
  nth(0).resolve('seven');
  assert.deepEqual(new Set(await Promise.all(callers)), new Set(['seven']));
  assert.equal(isUnderWay(request()), false);
  assert.equal(nth(0).request.signal.aborted, false);
  assert.deepEqual([timers(), getEventListeners(signal, 'abort').length], [before, 0]);
});

test('calls for different things are different calls', async () => {
  const { call, made } = start();
  const callers = [call(request()), call(request({ path: '/letters' }))];
  for (const [i, { resolve }] of made.entries()) resolve(String(i));
  assert.deepEqual(await Promise.all(callers), ['0', '1']);
});

test('a call after the one before has ended is a new one, whether that answered or failed', async () => {
  const { call, nth, made } = start();
  const first = call(request());
  nth(0).reject(new Error('no'));
  await assert.rejects(first, /no/);
  const second = call(request());
  nth(1).resolve('two');
  assert.equal(await second, 'two');
  const third = call(request());
  nth(2).resolve('three');
  assert.equal(await third, 'three');
  assert.equal(made.length, 3);
});

test('a failure reaches all who wait', async () => {
  const { call, nth } = start();
  const callers = [call(request()), call(request())];
  nth(0).reject(new Error('no'));
  assert.deepEqual(
    (await Promise.allSettled(callers)).map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  assert.equal(nth(0).request.signal.aborted, false);
});

test('a caller that leaves ends at once, for itself alone, even the one that began', async () => {
  const { call, nth } = start();
  const leaver = new AbortController();
  const left = call(request({ signal: leaver.signal }));
  const stays = call(request());
  leaver.abort();
  await assert.rejects(left, endedBy('aborted'));
  assert.equal(nth(0).request.signal.aborted, false);
  nth(0).resolve('seven');
  assert.equal(await stays, 'seven');
});

test("a caller's deadline ends it alone; the call itself has its own", async () => {
  const { call, nth } = start();
  const began = performance.now();
  const short = call(request({ deadline: began + 30 }));
  const long = call(request());
  assert.ok(nth(0).request.deadline >= began + 60_000);
  await assert.rejects(short, endedBy('deadline'));
  assert.equal(nth(0).request.signal.aborted, false);
  nth(0).resolve('seven');
  assert.equal(await long, 'seven');
});

test('the call is aborted when its last caller has left, and the next caller begins another', async () => {
  const { call, nth, made } = start();
  const before = timers();
  const controllers = [new AbortController(), new AbortController()] as const;
  const callers = controllers.map(({ signal }) => call(request({ signal })));
  const ended = Promise.allSettled(callers);
  controllers[0].abort();
  await assert.rejects(callers[0] as Promise<string>);
  assert.equal(nth(0).request.signal.aborted, false);
  controllers[1].abort();
  await ended;
  assert.equal(nth(0).request.signal.aborted, true);
  const next = call(request());
  assert.equal(made.length, 2);
  nth(1).resolve('seven');
  assert.equal(await next, 'seven');
  assert.equal(timers(), before);
});

test('an aborted call that ends late does not take the next one off the list', async () => {
  const results: PromiseWithResolvers<string>[] = [];
  const { call, isUnderWay } = shareCalls<string>(
    { upstream: 'numbers', limit: 60_000, keyOf: ({ path }) => path, mayShare: () => true },
    () => {
      const result = Promise.withResolvers<string>();
      results.push(result);
      return result.promise;
    },
  );
  const leaver = new AbortController();
  const left = call(request({ signal: leaver.signal }));
  leaver.abort();
  await assert.rejects(left, endedBy('aborted'));
  const next = call(request());
  results[0]?.reject(new Error('late'));
  await results[0]?.promise.catch(() => {});
  assert.equal(isUnderWay(request()), true);
  results[1]?.resolve('seven');
  assert.equal(await next, 'seven');
});

test('who has already left, or has no time left, begins nothing', async () => {
  const { call, made } = start();
  await assert.rejects(
    call(request({ signal: AbortSignal.abort(), deadline: performance.now() + 1000 })),
    endedBy('aborted'),
  );
  await assert.rejects(call(request({ deadline: performance.now() + 5 })), endedBy('deadline'));
  assert.equal(made.length, 0);
});

test('a result that may not be shared goes to the one who began; the others call for themselves', async () => {
  const { call, nth, made } = start({ mayShare: () => false });
  const { signal } = new AbortController();
  const first = call(request());
  const second = call(request({ signal }));
  nth(0).resolve('one');
  assert.equal(await first, 'one');
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(made.length, 2);
  assert.equal(nth(1).request.signal, signal);
  nth(1).resolve('two');
  assert.equal(await second, 'two');
});

test('attempts are recorded for the caller that began the call', async () => {
  const { call, nth } = start();
  const noted: string[] = [];
  const callers = ['first', 'second'].map((name) => call(request({ record: () => noted.push(name) })));
  const attempt: AttemptRecord = { start: 0, end: 1, outcome: 'ok', attempt: 1 };
  nth(0).request.record(attempt);
  nth(0).resolve('seven');
  await Promise.all(callers);
  assert.deepEqual(noted, ['first']);
});

test('a call that is left is joined by nobody any more, and ends for those who wait for it as it would have', async () => {
  const { call, leave, nth, made, isUnderWay } = start();
  const theirs = request({ personalTo: 'anna' });
  const others = request({ path: '/letters', personalTo: 'bela' });
  const first = call(theirs);
  const other = call(others);
  leave('anna');
  assert.deepEqual([isUnderWay(theirs), isUnderWay(others)], [false, true]);
  const second = call(theirs);
  assert.equal(made.length, 3);
  nth(0).resolve('before');
  assert.equal(await first, 'before');
  assert.equal(isUnderWay(theirs), true);
  nth(1).resolve('other');
  nth(2).resolve('after');
  assert.deepEqual([await second, await other], ['after', 'other']);
});

test('a call that is left is aborted too when the last who waits for it goes', async () => {
  const { call, leave, nth } = start();
  const leaving = new AbortController();
  const first = call(request({ personalTo: 'anna', signal: leaving.signal }));
  leave('anna');
  leaving.abort();
  await assert.rejects(first, endedBy('aborted'));
  assert.equal(nth(0).request.signal.aborted, true);
});
