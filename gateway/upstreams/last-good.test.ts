import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callRequest, freshAnswer } from '../../test/support/call.ts';
import { type CallRequest, UpstreamError } from './call.ts';
import { createLastGood } from './last-good.ts';

function start(maxBytes = 1000) {
  const state = {
    now: 0,
    fails: undefined as UpstreamError | undefined,
    gate: undefined as Promise<void> | undefined,
  };
  const lastGood = createLastGood<string>(maxBytes, () => state.now);
  const call = lastGood(async (request: CallRequest) => {
    await state.gate;
    if (state.fails) throw state.fails;
    return freshAnswer(`${request.personalTo ?? 'all'} ${request.path}`);
  });
  return {
    state,
    forget: lastGood.forget,
    ask: (overrides: Partial<CallRequest> = {}) => call(callRequest(overrides)),
  };
}

test('a failure is bridged by the last good answer, with its age and the reason', async () => {
  const { state, ask } = start();
  await ask();
  state.now = 12_000;
  state.fails = new UpstreamError('u', 'reset', 'broken');
  const { source, data, ageSeconds, reason } = await ask();
  assert.deepEqual(
    { source, data, ageSeconds, reason },
    { source: 'stale', data: 'all /things', ageSeconds: 12, reason: 'reset' },
  );
});

test('it is never given for another path or to another reader', async () => {
  const { state, ask } = start();
  await ask({ personalTo: 'anna' });
  state.fails = new UpstreamError('u', 'reset', 'broken');
  await assert.rejects(ask({ personalTo: 'bela' }), { reason: 'reset' });
  await assert.rejects(ask({}), { reason: 'reset' });
  await assert.rejects(ask({ personalTo: 'anna', path: '/others' }), { reason: 'reset' });
  assert.equal((await ask({ personalTo: 'anna' })).data, 'anna /things');
});

test('what is no GET is neither kept nor bridged', async () => {
  const { state, ask } = start();
  await ask({ method: 'POST' });
  state.fails = new UpstreamError('u', 'reset', 'broken');
  await assert.rejects(ask(), { reason: 'reset' });
  state.fails = undefined;
  await ask();
  state.fails = new UpstreamError('u', 'reset', 'broken');
  await assert.rejects(ask({ method: 'POST' }), { reason: 'reset' });
});

test('a reader who has left gets nothing', async () => {
  const { state, ask } = start();
  await ask();
  state.fails = new UpstreamError('u', 'aborted', 'left', { health: 'unknown' });
  await assert.rejects(ask(), { reason: 'aborted' });
});

test('no more is kept than its size allows', async () => {
  const { state, ask } = start(40);
  for (const path of ['/a', '/b', '/c', '/d', '/e']) await ask({ path });
  state.fails = new UpstreamError('u', 'reset', 'broken');
  await assert.rejects(ask({ path: '/a' }));
  assert.equal((await ask({ path: '/e' })).source, 'stale');
});

test('of a reader who is forgotten nothing is left, not even what was on its way', async () => {
  const { state, ask, forget } = start();
  await ask({ personalTo: 'anna' });
  await ask({ personalTo: 'bela' });
  const gate = Promise.withResolvers<void>();
  state.gate = gate.promise;
  const before = ask({ personalTo: 'anna' });
  forget('anna');
  gate.resolve();
  assert.equal((await before).source, 'fresh');
  state.fails = new UpstreamError('u', 'reset', 'broken');
  await assert.rejects(ask({ personalTo: 'anna' }), { reason: 'reset' });
  assert.equal((await ask({ personalTo: 'bela' })).data, 'bela /things');
});
