import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@frontpage/shared/random.ts';
import { latencyHistogram } from './latency-histogram.ts';

const options = { halfLife: 1000, enough: 50 };

test('a quantile is an upper bound, at most 5 percent too high', () => {
  const histogram = latencyHistogram(options, () => 0);
  const random = createRandom('latency-histogram');
  const values = Array.from({ length: 10_000 }, () => 1 + 2000 * random() ** 4);
  for (const value of values) histogram.record(value);
  values.sort((a, b) => a - b);
  for (const q of [0.5, 0.9, 0.95, 0.99]) {
    const exact = values[Math.ceil(q * values.length) - 1] ?? 0;
    const estimate = histogram.quantile(q) ?? 0;
    assert.ok(estimate >= exact && estimate <= exact * 1.0501, `p${q * 100}: ${estimate} for ${exact}`);
  }
});

test('there is no quantile until enough was recorded', () => {
  const histogram = latencyHistogram(options, () => 0);
  for (let i = 0; i < 49; i += 1) histogram.record(10);
  assert.equal(histogram.quantile(0.95), undefined);
  histogram.record(10);
  assert.ok(histogram.quantile(0.95));
});

test('what is old counts less: the quantile follows the upstream, and is forgotten in silence', () => {
  let now = 0;
  const histogram = latencyHistogram(options, () => now);
  for (let i = 0; i < 1000; i += 1) histogram.record(500);
  now = 5000;
  for (let i = 0; i < 1000; i += 1) histogram.record(10);
  const later = histogram.quantile(0.95) ?? 0;
  assert.ok(later < 11, `${later}`);
  now = 20_000;
  assert.equal(histogram.quantile(0.95), undefined);
});

test('it goes on for days', () => {
  let now = 0;
  const histogram = latencyHistogram(options, () => now);
  for (let hour = 0; hour < 100; hour += 1) {
    now += 3_600_000;
    for (let i = 0; i < 60; i += 1) histogram.record(20);
    const p95 = histogram.quantile(0.95) ?? 0;
    assert.ok(p95 >= 20 && p95 <= 21, `${p95} after ${hour} h`);
  }
});

test('values beyond its range are counted at its ends', () => {
  const histogram = latencyHistogram({ halfLife: 1000, enough: 1 }, () => 0);
  histogram.record(0);
  assert.equal(histogram.quantile(1), 0.5);
  histogram.record(10_000_000);
  assert.ok((histogram.quantile(1) ?? 0) >= 60_000);
});
