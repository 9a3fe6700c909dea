import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callRequest as request } from '../../test/support/call.ts';
import { type Headers, startCache } from './test-cache.ts';

test('an answer comes from memory as long as it is fresh, with its age and without a delay of its own', async () => {
  const upstream = startCache('max-age=10');
  assert.equal(await upstream.get(), '1 fresh');
  upstream.seconds += 9;
  const { injectedMs, source } = await upstream.cache.call(request());
  assert.deepEqual({ injectedMs, source }, { injectedMs: undefined, source: 'cached' });
  assert.equal(await upstream.get(), '1 cached 9 s');
  upstream.seconds += 1;
  assert.equal(await upstream.get(), '2 fresh');
});

test('age counts what other caches and the way have taken', async () => {
  const upstream = startCache({ 'cache-control': 'max-age=10', age: '3' });
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  const first = upstream.get();
  upstream.seconds += 2;
  gate.resolve();
  assert.equal(await first, '1 fresh');
  assert.equal(await upstream.get(), '1 cached 5 s');
  upstream.seconds += 5;
  assert.equal(await upstream.get(), '2 fresh');
});

// What the upstream says, and what it gives 5 s later to a request for everybody and to one for a single reader.
const rules: [headers: Headers | string, shared: string, personal: string][] = [
  ['max-age=10', '1 cached 5 s', '1 cached 5 s'],
  ['Max-Age=10', '1 cached 5 s', '1 cached 5 s'],
  ['max-age=10, must-revalidate', '1 cached 5 s', '1 cached 5 s'],
  ['max-age=4', '2 fresh', '2 fresh'],
  ['s-maxage=10, max-age=1', '1 cached 5 s', '2 fresh'],
  ['private, max-age=10', '2 fresh', '1 cached 5 s'],
  ['PRIVATE, max-age=10', '2 fresh', '1 cached 5 s'],
  ['no-store, max-age=10', '2 fresh', '2 fresh'],
  ['no-cache, max-age=10, stale-while-revalidate=60', '2 fresh', '2 fresh'],
  ['max-age=1, stale-while-revalidate=60', '1 stale 5 s', '1 stale 5 s'],
  ['max-age=1, must-revalidate, stale-while-revalidate=60', '2 fresh', '2 fresh'],
  ['max-age=1, proxy-revalidate, stale-while-revalidate=60', '2 fresh', '1 stale 5 s'],
  ['max-age=soon, stale-while-revalidate=later', '2 fresh', '2 fresh'],
  [{}, '2 fresh', '2 fresh'],
  [
    { date: 'Mon, 23 Nov 2026 12:00:00 GMT', expires: 'Mon, 23 Nov 2026 12:00:10 GMT' },
    '1 cached 5 s',
    '1 cached 5 s',
  ],
  [
    { date: 'Mon, 23 Nov 2026 12:00:00 GMT', 'last-modified': 'Sun, 23 Nov 2025 12:00:00 GMT' },
    '2 fresh',
    '2 fresh',
  ],
  [{ 'cache-control': 'max-age=10', vary: 'accept, *' }, '2 fresh', '2 fresh'],
  [{ 'cache-control': 'max-age=10', 'set-cookie': 'a=b' }, '2 fresh', '1 cached 5 s'],
  [
    { 'cache-control': 'max-age=1, stale-while-revalidate=60', 'set-cookie': 'a=b' },
    '2 fresh',
    '1 stale 5 s',
  ],
  [{ 'cache-control': 'public, max-age=10', 'set-cookie': 'a=b' }, '1 cached 5 s', '1 cached 5 s'],
];

for (const [headers, ...expected] of rules) {
  test(`what ${JSON.stringify(headers)} allows, for everybody and for one reader`, async () => {
    for (const [i, personalTo] of [undefined, 'ada'].entries()) {
      const upstream = startCache(headers);
      await upstream.get({ personalTo });
      upstream.seconds += 5;
      assert.equal(await upstream.get({ personalTo }), expected[i]);
      if (expected[i]?.includes('fresh')) assert.equal(upstream.calls, 2);
    }
  });
}

test('what may not be kept, or is of no use, takes no place, and replaces what was kept before it', async () => {
  for (const control of ['no-store', 'private, max-age=10, stale-if-error=60', 'max-age=0', '']) {
    const upstream = startCache('max-age=1, stale-if-error=60');
    await upstream.get();
    assert.ok(upstream.cache.bytes() > 0);
    upstream.seconds += 5;
    upstream.headers = { 'cache-control': control };
    assert.equal(await upstream.get(), '2 fresh');
    assert.equal(upstream.cache.bytes(), 0);
  }
});

test('a call that failed is not stored', async () => {
  const upstream = startCache('max-age=10');
  upstream.failing = { reason: 'status' };
  await assert.rejects(upstream.get(), { reason: 'status' });
  assert.equal(upstream.cache.bytes(), 0);
  upstream.failing = undefined;
  assert.equal(await upstream.get(), '2 fresh');
});

test('an answer that varies is for the same headers only', async () => {
  const upstream = startCache({ 'cache-control': 'max-age=10', vary: 'Accept-Language, x-city' });
  const english = { headers: { 'accept-language': 'en' } };
  const french = { headers: { 'accept-language': 'fr' } };
  assert.deepEqual(await Promise.all([upstream.get(english), upstream.get(french)]), ['1 fresh', '2 fresh']);
  assert.equal(await upstream.get(french), '2 cached 0 s');
  assert.equal(await upstream.get(english), '3 fresh');
  assert.equal(await upstream.get({ headers: { ...english.headers, 'x-city': 'Paris' } }), '4 fresh');
});

test('the least recently used answers make room; one larger than the whole cache is passed through', async () => {
  const upstream = startCache('max-age=10', { maxBytes: 330, bytes: 100 });
  for (const path of ['/a', '/b', '/c']) await upstream.get({ path });
  assert.equal(upstream.cache.bytes(), 3 * (1 + 2 + 100));
  await upstream.get({ path: '/a' });
  assert.equal(await upstream.get({ path: '/d' }), '4 fresh');
  assert.equal(await upstream.get({ path: '/a' }), '1 cached 0 s');
  assert.equal(await upstream.get({ path: '/b' }), '5 fresh');
  upstream.bytes = 331;
  assert.equal(await upstream.get({ path: '/large' }), '6 fresh');
  assert.equal(await upstream.get({ path: '/large' }), '7 fresh');
  assert.equal(await upstream.get({ path: '/a' }), '1 cached 0 s');
  upstream.cache.clear();
  assert.equal(upstream.cache.bytes(), 0);
  assert.equal(await upstream.get({ path: '/a' }), '8 fresh');
});

test('only a GET is cached or shared', async () => {
  const upstream = startCache('max-age=10');
  const posts = [upstream.get({ method: 'POST' }), upstream.get({ method: 'POST' })];
  assert.deepEqual(await Promise.all(posts), ['1 fresh', '2 fresh']);
  assert.equal(await upstream.get(), '3 fresh');
});
