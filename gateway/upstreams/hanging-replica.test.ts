import assert from 'node:assert/strict';
import { test } from 'node:test';
import { until } from '../../test/support/gateway.ts';
import { ADDRESSES, ok, skip, startReplicas, TIMEOUT } from './test-replicas.ts';

test('a replica that hangs is passed over after three requests, and probed by one at a time until it answers', {
  skip,
}, async (t) => {
  const { replicas, ask, askFor, pass } = await startReplicas(t, ADDRESSES);
  const [first] = replicas;
  assert.ok(first);
  first.behave = () => {};
  while (first.requests.length < 3) await askFor(TIMEOUT);
  for (let n = 0; n < 9; n++) await ask();
  assert.equal(first.requests.length, 3);

  pass(5000);
  const total = () => replicas.reduce((sum, { requests }) => sum + requests.length, 0);
  const before = total();
  const giveUp = new AbortController();
  const nine = Array.from({ length: 9 }, () => ask('GET', giveUp.signal).catch(() => {}));
  await until(() => total() === before + 9);
  giveUp.abort();
  await Promise.all(nine);
  assert.equal(first.requests.length, 4);

  first.behave = ok;
  pass(5000);
  for (let n = 0; n < 9; n++) await ask();
  assert.equal(first.requests.length, 7);
});

test('a replica from which nobody waits for an answer long enough is not held to hang', {
  skip,
}, async (t) => {
  const { replicas, askFor } = await startReplicas(t, ADDRESSES);
  if (replicas[0]) replicas[0].behave = () => {};
  for (let n = 0; n < 15; n++) await askFor(TIMEOUT / 2);
  assert.equal(replicas[0]?.requests.length, 5);
});

test('where all replicas hang they are asked in turn as ever', { skip }, async (t) => {
  const { replicas, askFor } = await startReplicas(t, ADDRESSES);
  for (const replica of replicas) replica.behave = () => {};
  for (let n = 0; n < 15; n++) await askFor(TIMEOUT);
  assert.deepEqual(
    replicas.map(({ requests }) => requests.length),
    [5, 5, 5],
  );
});
