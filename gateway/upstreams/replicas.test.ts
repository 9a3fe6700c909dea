import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pool } from 'undici';
import { until } from '../../test/support/gateway.ts';
import { connectReplicas } from './replicas.ts';
import { ADDRESSES, ok, options, skip, startReplicas } from './test-replicas.ts';

test('replicas are asked in turn, each by the name that it was found by', { skip }, async (t) => {
  const { replicas, ask, resolved } = await startReplicas(t, ADDRESSES);
  for (let n = 0; n < 30; n++) await ask();
  assert.deepEqual(
    replicas.map(({ requests }) => requests.length),
    [10, 10, 10],
  );
  assert.match(replicas[0]?.requests[0] ?? '', /^GET books\.test:\d+$/);
  assert.equal(resolved(), 1);
});

test('a replica that refuses costs no request, whatever its method', { skip }, async (t) => {
  const { replicas, ask } = await startReplicas(t, ADDRESSES);
  await replicas[1]?.stop();
  for (let n = 0; n < 10; n++) await Promise.all([ask(), ask('POST')]);
  const counts = replicas.map(({ requests }) => requests.length);
  assert.deepEqual([counts[0], counts[2]].toSorted(), [10, 10]);
});

test('GETs that are lost with a replica are answered by another; a POST is not sent twice', {
  skip,
}, async (t) => {
  const { replicas, ask } = await startReplicas(t, ADDRESSES);
  const [first, second, third] = replicas;
  if (second) second.behave = () => {};
  const gets = Array.from({ length: 30 }, () => ask());
  const posts = Array.from({ length: 30 }, () => ask('POST').catch(({ code }) => code));
  await until(() => second?.requests.length === 20);
  await second?.stop();
  await Promise.all(gets);
  const ends = await Promise.all(posts);
  assert.equal(ends.filter((end) => end === 'UND_ERR_SOCKET' || end === 'ECONNRESET').length, 10);
  assert.equal((first?.requests.length ?? 0) + (third?.requests.length ?? 0), 50);
});

test('a request that takes replicas down is sent to two at most', { skip }, async (t) => {
  const { replicas, ask } = await startReplicas(t, ADDRESSES);
  for (const replica of replicas) replica.behave = (req) => req.socket.resetAndDestroy();
  await assert.rejects(ask());
  assert.equal(replicas.flatMap(({ requests }) => requests).length, 2);
});

test('where all are passed over, what one has lost is sent to another', { skip }, async (t) => {
  const { replicas, ask } = await startReplicas(t, ADDRESSES.slice(0, 2));
  const [first, second] = replicas;
  assert.ok(first && second);
  first.behave = second.behave = (req) => req.socket.resetAndDestroy();
  await assert.rejects(ask());
  first.behave = ok;
  await Promise.all(Array.from({ length: 8 }, () => ask()));
  assert.ok(second.requests.length >= 4);
});

test('where every replica refuses the reason is told', { skip }, async (t) => {
  const { replicas, ask } = await startReplicas(t, ADDRESSES);
  for (const { stop } of replicas) await stop();
  await assert.rejects(ask(), { code: 'ECONNREFUSED' });
});

test('a replica that is back is asked again after a while', { skip }, async (t) => {
  const { replicas, ask, pass } = await startReplicas(t, ADDRESSES);
  const [first] = replicas;
  if (first) first.behave = (req) => req.socket.resetAndDestroy();
  for (let n = 0; n < 6; n++) await ask();
  assert.equal(first?.requests.length, 1);
  first.behave = ok;
  pass(5000);
  for (let n = 0; n < 6; n++) await ask();
  assert.equal(first.requests.length, 3);
});

test('the name is resolved again every five seconds of use: replicas come and go', { skip }, async (t) => {
  const { replicas, ask, name, pass, resolved } = await startReplicas(t, ADDRESSES.slice(0, 1));
  for (let n = 0; n < 5; n++) await ask();
  assert.equal(resolved(), 1);
  assert.equal(replicas[0]?.requests.length, 5);

  async function rename(addresses: readonly string[]): Promise<number[]> {
    name.addresses = addresses;
    pass(5000);
    await ask();
    const before = replicas.map(({ requests }) => requests.length);
    for (let n = 0; n < 6; n++) await ask();
    return replicas.map(({ requests }, nth) => requests.length - (before[nth] ?? 0));
  }
  assert.deepEqual(await rename(ADDRESSES), [2, 2, 2]);
  assert.deepEqual(await rename(ADDRESSES.slice(1)), [0, 3, 3]);
  name.fails = true;
  assert.deepEqual(await rename([]), [0, 3, 3]);
  name.fails = false;
  assert.deepEqual(await rename(ADDRESSES.slice(0, 1)), [6, 0, 0]);
});

test('a host that has both an IPv4 and an IPv6 address is one replica', { skip }, async (t) => {
  const { replicas, ask, resolved } = await startReplicas(t, ['127.0.0.1', '::1']);
  for (let n = 0; n < 4; n++) await ask();
  assert.equal(replicas[0]?.requests.length, 4);
  // Nothing was tried and lost, or the name would have been resolved again.
  assert.equal(resolved(), 1);
});

test('what is under way ends when the connections are destroyed, at a former replica too', {
  skip,
}, async (t) => {
  const { replicas, connections, ask, name, pass } = await startReplicas(t, ADDRESSES);
  for (const replica of replicas) replica.behave = () => {};
  const under = [1, 2, 3].map(() => ask().catch(() => 'ended'));
  await until(() => replicas.every(({ requests }) => requests.length === 1));
  name.addresses = ADDRESSES.slice(0, 2);
  pass(5000);
  under.push(ask().catch(() => 'ended'));
  await until(() => replicas.flatMap(({ requests }) => requests).length === 4);
  await connections.destroy();
  assert.deepEqual(await Promise.all(under), ['ended', 'ended', 'ended', 'ended']);
});

test('an address is a pool and no more', () => {
  for (const url of ['http://127.0.0.1:1', 'http://[::1]:1'])
    assert.ok(connectReplicas(new URL(url), options) instanceof Pool);
});
