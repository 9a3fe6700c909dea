import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { callRequest as request } from '../../test/support/call.ts';
import { createCache } from './cache.ts';
import { type Answer, type CallRequest, type Reason, UpstreamError } from './call.ts';

type Headers = Record<string, string>;
type Failing = ConstructorParameters<typeof UpstreamError>[3] & { reason: Reason };
const log = createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

/** A cache in front of an upstream whose answers are numbered; the clock only moves when the test says. */
function start(headers: Headers | string, { maxBytes = 10_000, bytes = 100 } = {}) {
  const state = {
    calls: 0,
    seconds: 1_000_000,
    bytes,
    headers: typeof headers === 'string' ? { 'cache-control': headers } : headers,
    failing: undefined as Failing | Error | undefined,
    /** What each call waits for. */
    gate: undefined as Promise<void> | undefined,
    last: undefined as CallRequest | undefined,
  };
  async function next(request: CallRequest): Promise<Answer<number>> {
    state.calls += 1;
    state.last = request;
    const { calls: data, headers, bytes, failing } = state;
    request.record({ start: 0, end: 1, outcome: 'ok', attempt: 1, injectedMs: 3 });
    await state.gate;
    if (failing instanceof Error) throw failing;
    if (failing) throw new UpstreamError('numbers', failing.reason, 'no', failing);
    return { data, source: 'fresh', injectedMs: 3, headers, bytes };
  }
  const now = () => state.seconds * 1000;
  const cache = createCache({ upstream: 'numbers', maxBytes, refreshLimit: 60_000, log, now }, next);
  async function get(overrides: Partial<CallRequest> = {}) {
    const { data, source, ageSeconds, reason } = await cache.call(request(overrides));
    const age = ageSeconds === undefined ? '' : ` ${ageSeconds} s`;
    return `${data} ${source}${age}${reason === undefined ? '' : ` ${reason}`}`;
  }
  return Object.assign(state, { cache, get });
}

/** Lets everything that can go on without a timer or a socket go on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

test('an answer comes from memory as long as it is fresh, with its age and without a delay of its own', async () => {
  const upstream = start('max-age=10');
  assert.equal(await upstream.get(), '1 fresh');
  upstream.seconds += 9;
  const { injectedMs, source } = await upstream.cache.call(request());
  assert.deepEqual({ injectedMs, source }, { injectedMs: undefined, source: 'cached' });
  assert.equal(await upstream.get(), '1 cached 9 s');
  upstream.seconds += 1;
  assert.equal(await upstream.get(), '2 fresh');
});

test('age counts what other caches and the way have taken', async () => {
  const upstream = start({ 'cache-control': 'max-age=10', age: '3' });
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
      const upstream = start(headers);
      await upstream.get({ personalTo });
      upstream.seconds += 5;
      assert.equal(await upstream.get({ personalTo }), expected[i]);
      if (expected[i]?.includes('fresh')) assert.equal(upstream.calls, 2);
    }
  });
}

test('what may not be kept, or is of no use, takes no place, and replaces what was kept before it', async () => {
  for (const control of ['no-store', 'private, max-age=10, stale-if-error=60', 'max-age=0', '']) {
    const upstream = start('max-age=1, stale-if-error=60');
    await upstream.get();
    assert.ok(upstream.cache.bytes() > 0);
    upstream.seconds += 5;
    upstream.headers = { 'cache-control': control };
    assert.equal(await upstream.get(), '2 fresh');
    assert.equal(upstream.cache.bytes(), 0);
  }
});

test('many stale hits are answered at once while one call in the background refreshes', async () => {
  const upstream = start('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 39;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  const before = timers();
  const controller = new AbortController();
  let recorded = 0;
  const reader = {
    signal: controller.signal,
    deadline: performance.now(),
    record: () => (recorded += 1),
  };
  const hits = await Promise.all(Array.from({ length: 100 }, () => upstream.get(reader)));
  assert.deepEqual(new Set(hits), new Set(['1 stale 39 s']));
  assert.deepEqual([upstream.calls, recorded], [2, 0]);
  controller.abort();
  await settled();
  assert.equal(upstream.last?.signal.aborted, false);
  assert.ok((upstream.last?.deadline ?? 0) > reader.deadline + 30_000);
  gate.resolve();
  await settled();
  assert.equal(await upstream.get(), '2 cached 0 s');
  assert.equal(timers(), before);
});

test('stale hits make one call in all, even when its answer may not be shared', async () => {
  const upstream = start('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 20;
  upstream.headers = { 'cache-control': 'no-store' };
  await Promise.all(Array.from({ length: 100 }, () => upstream.get()));
  await settled();
  assert.equal(upstream.calls, 2);
});

test('beyond stale-while-revalidate a reader waits for the new answer', async () => {
  const upstream = start('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 40;
  assert.equal(await upstream.get(), '2 fresh');
});

test('a refresh that fails harms nobody, and is tried again at the next stale hit', async () => {
  const upstream = start('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 20;
  for (const failing of [{ reason: 'reset' } as const, new TypeError('a fault of our own')]) {
    upstream.failing = failing;
    assert.equal(await upstream.get(), '1 stale 20 s');
    await settled();
  }
  assert.equal(upstream.calls, 3);
  upstream.failing = undefined;
  assert.equal(await upstream.get(), '1 stale 20 s');
  await settled();
  assert.equal(await upstream.get(), '4 cached 0 s');
});

test('a miss that joins a refresh gets its answer, and may leave without ending it', async () => {
  const upstream = start('max-age=10, stale-while-revalidate=30');
  await upstream.get();
  upstream.seconds += 39;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  await upstream.get();
  upstream.seconds += 1;
  const leaver = new AbortController();
  const joined = [upstream.get({ signal: leaver.signal }), upstream.get()] as const;
  leaver.abort();
  await assert.rejects(joined[0], { reason: 'aborted' });
  await settled();
  assert.equal(upstream.last?.signal.aborted, false);
  gate.resolve();
  assert.equal(await joined[1], '2 fresh');
  assert.equal(upstream.calls, 2);
});

test('when a call fails, the old answer stands in until stale-if-error ends', async () => {
  const upstream = start('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.failing = { reason: 'status' };
  upstream.seconds += 39;
  assert.equal(await upstream.get(), '1 stale 39 s status');
  upstream.failing = { reason: 'breaker-open', health: 'unknown' };
  assert.equal(await upstream.get(), '1 stale 39 s breaker-open');
  upstream.seconds += 1;
  await assert.rejects(upstream.get(), { reason: 'breaker-open' });
  assert.equal(upstream.calls, 4);
});

test('stale-if-error is over when it ends while the call is under way', async () => {
  const upstream = start('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.failing = { reason: 'timeout' };
  upstream.seconds += 39;
  const gate = Promise.withResolvers<void>();
  upstream.gate = gate.promise;
  const late = upstream.get();
  upstream.seconds += 1;
  gate.resolve();
  await assert.rejects(late, { reason: 'timeout' });
});

test('must-revalidate rules out stale-if-error', async () => {
  const upstream = start('max-age=10, must-revalidate, stale-if-error=30');
  await upstream.get();
  upstream.failing = { reason: 'status' };
  upstream.seconds += 20;
  await assert.rejects(upstream.get(), { reason: 'status' });
});

test("an upstream's own 4xx and a fault of ours are no reason for an old answer", async () => {
  const upstream = start('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.seconds += 20;
  upstream.failing = { reason: 'status', health: 'well' };
  await assert.rejects(upstream.get(), { reason: 'status' });
  upstream.failing = new TypeError('a fault of our own');
  await assert.rejects(upstream.get(), TypeError);
});

test('a page whose time is over gets the old answer; a reader who has left gets nothing', async () => {
  const upstream = start('max-age=10, stale-if-error=30');
  await upstream.get();
  upstream.seconds += 20;
  upstream.gate = new Promise(() => {});
  assert.equal(await upstream.get({ deadline: performance.now() + 30 }), '1 stale 20 s deadline');
  const leaver = new AbortController();
  const left = upstream.get({ signal: leaver.signal });
  leaver.abort();
  await assert.rejects(left, { reason: 'aborted' });
});

test('a call that failed is not stored', async () => {
  const upstream = start('max-age=10');
  upstream.failing = { reason: 'status' };
  await assert.rejects(upstream.get(), { reason: 'status' });
  assert.equal(upstream.cache.bytes(), 0);
  upstream.failing = undefined;
  assert.equal(await upstream.get(), '2 fresh');
});

test('a thousand identical misses at once are one call, and leave nothing behind', async () => {
  const upstream = start('max-age=10');
  const before = timers();
  const answers = await Promise.all(Array.from({ length: 1000 }, () => upstream.get()));
  assert.deepEqual(new Set(answers), new Set(['1 fresh']));
  assert.equal(upstream.calls, 1);
  assert.equal(timers(), before);
});

test('an answer that may not be kept is shared with nobody, whoever asks at the same time', async () => {
  for (const control of ['private, max-age=10', 'no-store']) {
    const upstream = start(control);
    const answers = await Promise.all(Array.from({ length: 3 }, () => upstream.get()));
    assert.deepEqual(answers.sort(), ['1 fresh', '2 fresh', '3 fresh']);
  }
});

test('a personal answer never reaches another reader, nor everybody, at once or later', async () => {
  const upstream = start('public, max-age=10, stale-while-revalidate=60, stale-if-error=60');
  const readers = ['ada', 'bob', '', undefined];
  const get = () => Promise.all(readers.map((personalTo) => upstream.get({ personalTo })));
  assert.deepEqual(await get(), ['1 fresh', '2 fresh', '3 fresh', '4 fresh']);
  assert.deepEqual(await get(), ['1 cached 0 s', '2 cached 0 s', '3 cached 0 s', '4 cached 0 s']);
  upstream.failing = { reason: 'status' };
  upstream.seconds += 65;
  await assert.rejects(upstream.get({ personalTo: 'eve' }), { reason: 'status' });
});

test('an answer that varies is for the same headers only', async () => {
  const upstream = start({ 'cache-control': 'max-age=10', vary: 'Accept-Language, x-city' });
  const english = { headers: { 'accept-language': 'en' } };
  const french = { headers: { 'accept-language': 'fr' } };
  assert.deepEqual(await Promise.all([upstream.get(english), upstream.get(french)]), ['1 fresh', '2 fresh']);
  assert.equal(await upstream.get(french), '2 cached 0 s');
  assert.equal(await upstream.get(english), '3 fresh');
  assert.equal(await upstream.get({ headers: { ...english.headers, 'x-city': 'Paris' } }), '4 fresh');
});

test('the least recently used answers make room; one larger than the whole cache is passed through', async () => {
  const upstream = start('max-age=10', { maxBytes: 330, bytes: 100 });
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
  const upstream = start('max-age=10');
  const posts = [upstream.get({ method: 'POST' }), upstream.get({ method: 'POST' })];
  assert.deepEqual(await Promise.all(posts), ['1 fresh', '2 fresh']);
  assert.equal(await upstream.get(), '3 fresh');
});

test('a reader who is forgotten is asked for anew, and nobody else', async () => {
  const upstream = start('private, max-age=10');
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
  const upstream = start('private, max-age=10, stale-while-revalidate=60');
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
