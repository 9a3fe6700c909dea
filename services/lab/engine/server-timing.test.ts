import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDegraded, readServerTiming, tookCall } from './server-timing.ts';

test('a page’s timing is read, and what it doesn’t say is undefined', () => {
  const text =
    'promo;dur=103.1;desc="fresh", promo-injected;dur=100, recommendation;dur=5;desc="fallback: timeout", queued;dur=3;desc="2 ahead", bound;dur=100, overhead;dur=1.2, total;dur=101.2';
  assert.deepEqual(readServerTiming(text), {
    boundMs: 100,
    overheadMs: 1.2,
    sources: { promo: 'fresh', recommendation: 'fallback: timeout' },
  });
  assert.deepEqual(readServerTiming(''), { boundMs: undefined, overheadMs: undefined, sources: {} });
  assert.deepEqual(readServerTiming('db;dur=53, cache;desc="Cache Read";dur=2').sources, {});
});

test('how a part ended says whether the page is degraded and whether it took a call', () => {
  const ends = ['fresh', 'cached', 'stale', 'stale: timeout', 'fallback: timeout', 'fallback: breaker-open'];
  assert.deepEqual(ends.map(isDegraded), [false, false, false, true, true, true]);
  assert.deepEqual(ends.map(tookCall), [true, false, false, true, true, false]);
});
