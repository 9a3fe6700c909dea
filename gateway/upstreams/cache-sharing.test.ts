import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled, startCache, timers } from './test-cache.ts';

test('a thousand identical misses at once are one call, and leave nothing behind', async () => {
  const upstream = startCache('max-age=10');
  const before = timers();
  const answers = await Promise.all(Array.from({ length: 1000 }, () => upstream.get()));
  assert.deepEqual(new Set(answers), new Set(['1 fresh']));
  assert.equal(upstream.calls, 1);
  assert.equal(timers(), before);
});

test('an answer that may not be kept is shared with nobody, whoever asks at the same time', async () => {
  for (const control of ['private, max-age=10', 'no-store']) {
    const upstream = startCache(control);
    const answers = await Promise.all(Array.from({ length: 3 }, () => upstream.get()));
    assert.deepEqual(answers.sort(), ['1 fresh', '2 fresh', '3 fresh']);
  }
});

test('a personal answer never reaches another reader, nor everybody, at once or later', async () => {
  const upstream = startCache('public, max-age=10, stale-while-revalidate=60, stale-if-error=60');
  const readers = ['ada', 'bob', '', undefined];
  const get = () => Promise.all(readers.map((personalTo) => upstream.get({ personalTo })));
  assert.deepEqual(await get(), ['1 fresh', '2 fresh', '3 fresh', '4 fresh']);
  assert.deepEqual(await get(), ['1 cached 0 s', '2 cached 0 s', '3 cached 0 s', '4 cached 0 s']);
  upstream.failing = { reason: 'status' };
  upstream.seconds += 65;
  await assert.rejects(upstream.get({ personalTo: 'eve' }), { reason: 'status' });
});

test('a reader who is forgotten is asked for anew, and nobody else', async () => {
  const upstream = startCache('private, max-age=10');
  const anna = { personalTo: 'anna' };
  const annas = { personalTo: 'annas' };
  await upstream.get(anna);
  await upstream.get({ ...anna, path: '/more' });
  await upstream.get(annas);
  upstream.cache.forget('anna');
  assert.equal(await upstream.get(annas), '3 cached 0 s');
  assert.equal(await upstream.get(anna), '4 fresh');
  assert.equal(await upstream.get({ ...anna, path: '/more' }), '5 fresh');
});

test('what was asked for before a reader was forgotten is not kept, by a page or in the background', async () => {
  const upstream = startCache('private, max-age=10, stale-while-revalidate=60');
  const anna = { personalTo: 'anna' };
  await upstream.get(anna);
  upstream.seconds += 11;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  assert.equal(await upstream.get(anna), '1 stale 11 s');
  upstream.cache.forget('anna');
  const after = upstream.get(anna);
  assert.equal(upstream.calls, 3, 'the page after joined the refresh from before');
  upstream.cache.forget('anna');
  gate.resolve();
  assert.equal(await after, '3 fresh');
  await settled();
  assert.equal(await upstream.get(anna), '4 fresh');
  assert.equal(await upstream.get(anna), '4 cached 0 s');
});
