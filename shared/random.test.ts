import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createRandom, xoshiro128StarStar } from './random.ts';

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('xoshiro128** gives what its authors’ own program gives for the state 1, 2, 3, 4', () => {
  const next = xoshiro128StarStar([1, 2, 3, 4]);
  const reference = [
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ];
  assert.deepEqual(Array.from(reference, next), reference);
});

test('the streams of a recorded comparison stay the same for ever', () => {
  const random = createRandom(42, 'promo', 1);
  assert.deepEqual(
    [random(), random(), random()],
    [0.23467740667464387, 0.08178207535749082, 0.8086637880660225],
  );
});

test('every number is at least 0 and less than 1', () => {
  fc.assert(
    fc.property(uint32, (seed) => {
      const random = createRandom(seed);
      for (let i = 0; i < 100; i++) {
        const u = random();
        assert.ok(u >= 0 && u < 1);
      }
    }),
  );
});

test('the lowest bits are as even and as unrelated as the highest', () => {
  const next = xoshiro128StarStar([1, 2, 3, 4]);
  const words = Array.from({ length: 100_000 }, next);
  for (const bit of [0, 1, 2, 31]) {
    const bits = words.map((word) => (word >>> bit) & 1);
    assertNear(mean(bits), 0.5, 0.01);
    assertNear(correlation(bits.slice(0, -1), bits.slice(1)), 0, 0.02);
  }
});

test('seeds n and n + 1 are uncorrelated, and so are services and attempts', () => {
  fc.assert(
    fc.property(uint32, (start) => {
      const seeds = Array.from({ length: 10_000 }, (_, i) => (start + i) >>> 0);
      const first = (service: string, attempt: number) =>
        seeds.map((seed) => createRandom(seed, service, attempt)());
      const promo = first('promo', 1);
      assertNear(mean(promo), 0.5, 0.02);
      assertNear(correlation(promo.slice(0, -1), promo.slice(1)), 0, 0.06);
      assertNear(correlation(promo, first('promo', 2)), 0, 0.06);
      assertNear(correlation(promo, first('recommendation', 1)), 0, 0.06);
    }),
    { numRuns: 10 },
  );
});

test('parts are told apart by place, kind and length', () => {
  const firsts = [['a', 'bc'], ['ab', 'c'], ['abc'], ['1'], [1], [-1], [0.1], [0], [], [1, 0], [0, 1]].map(
    (parts) => createRandom(...parts)(),
  );
  assert.equal(new Set(firsts).size, firsts.length);
});

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(xs: number[], ys: number[]): number {
  const [mx, my] = [mean(xs), mean(ys)];
  const covariance = mean(xs.map((x, i) => (x - mx) * ((ys[i] ?? 0) - my)));
  const variance = (values: number[], centre: number) => mean(values.map((value) => (value - centre) ** 2));
  return covariance / Math.sqrt(variance(xs, mx) * variance(ys, my));
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}
