import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { gatewayMetrics } from '../metrics.ts';
import type { CallRequest } from '../upstreams/call.ts';
import type { Outcome } from '../upstreams/fallback.ts';
import { startPoll } from './poll.ts';

type Answered = Outcome<string>;

const noon = Date.parse('2026-11-23T12:00:00Z');
const failed: Answered = { source: 'fallback', reason: 'refused' };

function good(data: string, headers: Record<string, string> = {}): Answered {
  return { source: 'fresh', data, headers };
}

/** A poll of a fake upstream, on a fake clock unless said; `draw` is what its random numbers are, and 0 shortens no pause. */
function start(
  t: TestContext,
  answer: (request: CallRequest) => Answered | Promise<Answered>,
  { draw = 0, clock = 'fake' }: { draw?: number; clock?: 'fake' | 'real' } = {},
) {
  if (clock === 'fake') t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: noon });
  const registry = createRegistry();
  const asked: number[] = [];
  async function call(request: CallRequest): Promise<Answered> {
    asked.push((Date.now() - noon) / 1000);
    return answer(request);
  }
  const log = createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const poll = startPoll(
    { name: 'things', call, path: '/things', interval: 30_000, limit: 1000, random: () => draw },
    { metrics: gatewayMetrics(registry), log },
  );
  t.after(() => poll.close());
  /** Lets so many seconds pass, one after another, and all that follows from each. */
  async function pass(seconds: number): Promise<void> {
    await settle();
    for (let second = 0; second < seconds; second += 1) {
      t.mock.timers.tick(1000);
      await settle();
    }
  }
  return { poll, asked, pass, metrics: () => registry.metrics() };
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

test('it asks at once, then when an answer is no longer fresh, and at the latest after the interval', async (t) => {
  const ages = ['max-age=5', 'max-age=0', 'max-age=3600', 'no-cache'];
  const { asked, pass } = start(t, () => good('x', { 'cache-control': ages.shift() ?? '' }));
  await pass(100);
  assert.deepEqual(asked, [0, 5, 6, 36, 66, 96]);
});

test('a pause is shortened by up to half at random, but not one that the upstream chose', async (t) => {
  const controls = ['', 'max-age=10'];
  const { asked, pass } = start(t, () => good('x', { 'cache-control': controls.shift() ?? '' }), { draw: 1 });
  await pass(60);
  assert.deepEqual(asked, [0, 15, 25, 40, 55]);
});

test('while an upstream fails the last good answer stays, its age grows, and the pauses double up to the interval', async (t) => {
  let behave: Answered = good('first');
  const { poll, asked, pass, metrics } = start(t, () => behave);
  await pass(1);
  behave = failed;
  await pass(3599);
  assert.deepEqual(poll.latest(), { data: 'first', at: noon });
  assert.deepEqual(asked.slice(0, 8), [0, 30, 31, 33, 37, 45, 61, 91]);
  assert.match(await metrics(), /gateway_snapshot_age_seconds\{snapshot="things"\} 3600/);
  assert.match(await metrics(), new RegExp(`outcome="refused"\\} ${asked.length - 1}\n`));

  behave = good('second');
  await pass(30);
  assert.equal(poll.latest()?.data, 'second');
  const recovered = asked.at(-1) ?? 0; // within the pause that had begun
  await pass(30);
  assert.equal(asked.at(-1), recovered + 30);
});

test('before the first good answer there is none, and no end to its age', async (t) => {
  const { poll, asked, pass, metrics } = start(t, () => failed);
  await pass(10);
  assert.equal(poll.latest(), undefined);
  assert.deepEqual(asked, [0, 1, 3, 7]);
  assert.match(await metrics(), /gateway_snapshot_age_seconds\{snapshot="things"\} \+Inf/);
});

test('one question at a time: one that hangs is not joined by another', async (t) => {
  const hanging = Promise.withResolvers<Answered>();
  const { poll, asked, pass } = start(t, () => hanging.promise);
  await pass(600);
  assert.deepEqual(asked, [0]);
  hanging.resolve(good('late'));
  await pass(31);
  assert.equal(poll.latest()?.data, 'late');
  assert.deepEqual(asked, [0, 630]);
});

test('closing ends the question that is under way, and asks no more', async (t) => {
  const { poll, asked, metrics } = start(t, async ({ signal }) => {
    await once(signal, 'abort');
    return { source: 'fallback', reason: 'aborted' };
  });
  await poll.close();
  assert.equal(asked.length, 1);
  assert.doesNotMatch(await metrics(), /polls_total\{/);
});

test('closing ends a pause', async (t) => {
  const { poll, asked, pass } = start(t, () => good('x'));
  await pass(1);
  await poll.close();
  await pass(100);
  assert.deepEqual(asked, [0]);
});

test('its pause keeps no process alive', async (t) => {
  const timeouts = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const before = timeouts();
  const { asked } = start(t, () => good('x'), { clock: 'real' });
  await settle();
  assert.equal(asked.length, 1);
  assert.equal(timeouts(), before);
});
