import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@frontpage/shared/random.ts';
import fc from 'fast-check';
import { type Difference, pairedDifferences } from './bootstrap.ts';

/** Pairs of latencies that share their luck: `b` is `quicker` milliseconds quicker than `a`, and each has noise of its own. */
function pairsOf(count: number, quicker: number, seed: number): [Float64Array, Float64Array] {
  const random = createRandom('pairs', seed);
  const shared = Float64Array.from({ length: count }, () => 100 - 50 * Math.log(1 - random()));
  const noisy = (less: number) => shared.map((ms) => ms - less + 4 * random());
  return [noisy(0), noisy(quicker)];
}

/** Pairs of a server that stalls: now and then it is 60 ms slower, for ten pages or so in a row, and not for both of a pair alike. */
function stallingPairs(count: number, seed: number): [Float64Array, Float64Array] {
  const random = createRandom('stalls', seed);
  const arm = (ms: number) => {
    let left = 0;
    return Float64Array.from({ length: count }, () => {
      if (left <= 0 && random() < 0.03) left = -10 * Math.log(1 - random());
      left -= 1;
      return ms + 5 * random() + (left > -1 ? 60 : 0);
    });
  };
  return [arm(100), arm(90)];
}

const covers = ({ low = Number.NaN, high = Number.NaN }: Difference, ms: number) => low <= ms && ms <= high;

test('an interval holds the known difference about as often as it says', async () => {
  const runs = await Promise.all(
    Array.from({ length: 60 }, (_, seed) =>
      pairedDifferences(...pairsOf(100, 10, seed), ['mean', 0.5, 0.9], { seed }),
    ),
  );
  for (const k of [0, 1, 2]) {
    const held = runs.filter(({ differences }) => covers(differences[k] as Difference, -10)).length;
    // 57 of 60 are expected; fewer than 49 would be nearly five standard deviations off.
    assert.ok(held >= 49, `statistic ${k}: ${held} of 60`);
  }
});

test('where slow pages come in rows, the interval is as wide as that makes it', async () => {
  const runs = await Promise.all(
    Array.from({ length: 60 }, (_, seed) =>
      pairedDifferences(...stallingPairs(400, seed), ['mean'], { seed }),
    ),
  );
  const held = runs.filter(({ differences: [mean] }) => mean && covers(mean, -10)).length;
  // Drawn one by one they would hold it 20 to 30 times of 60.
  assert.ok(held >= 48, `${held} of 60`);
  assert.ok(runs.filter(({ block }) => block > 5).length > 50);
  const calm = await pairedDifferences(...pairsOf(400, 10, 1), ['mean'], { seed: 1 });
  assert.ok(calm.block <= 4, `${calm.block}`);
});

test('pairing tells small differences from large common variation', async () => {
  const { differences } = await pairedDifferences(...pairsOf(500, 2, 1), ['mean'], { seed: 1 });
  const [mean] = differences;
  assert.ok(mean && (mean.high ?? 0) < 0, JSON.stringify(mean));
  // The standard error of two independent means of these would be 50 * sqrt(2 / 500), above 3 ms.
  assert.ok((mean?.high ?? 9) - (mean?.low ?? 0) < 1);
});

test('the same values and seed give the same interval; another seed nearly the same', async () => {
  const [a, b] = pairsOf(100, 5, 3);
  const of = (seed: number) => pairedDifferences(a, b, ['mean', 0.5], { seed });
  assert.deepEqual(await of(1), await of(1));
  assert.notDeepEqual(await of(1), await of(2));
});

test('the difference itself is that of the percentiles; equal arms differ by nothing at all', async () => {
  const a = Float64Array.from({ length: 1000 }, (_, i) => i + 1);
  const b = a.map((ms) => ms / 2);
  const { differences } = await pairedDifferences(a, b, ['mean', 0.5, 0.99], { seed: 1 });
  assert.deepEqual(
    differences.map(({ ms }) => ms),
    [-250.25, -250, -495],
  );
  const same = await pairedDifferences(a, a, ['mean', 0.5, 0.99], { seed: 1 });
  assert.deepEqual(same.differences, Array(3).fill({ ms: 0, low: 0, high: 0 }));
});

test('a percentile that too few pairs lie beyond has no interval', async () => {
  const of = async (pairs: number, q: number) => {
    const { differences } = await pairedDifferences(...pairsOf(pairs, 1, 1), [q], { seed: 1 });
    return differences[0]?.low !== undefined;
  };
  assert.deepEqual([await of(9, 0.5), await of(10, 0.5)], [false, true]);
  assert.deepEqual([await of(499, 0.99), await of(500, 0.99)], [false, true]);
});

test('rounds that lack a page count for neither; bounds are in order, and hold the difference of any constant shift', async () => {
  const milliseconds = fc.double({ min: 0, max: 1e4, noNaN: true });
  const page = fc.option(milliseconds, { nil: Number.NaN });
  await fc.assert(
    fc.asyncProperty(fc.array(page, { minLength: 1, maxLength: 60 }), milliseconds, async (values, shift) => {
      const a = Float64Array.from(values);
      const { pairs, differences } = await pairedDifferences(
        a,
        a.map((ms) => ms - shift),
        [0.5],
        { seed: 1 },
      );
      assert.equal(pairs, values.filter(Number.isFinite).length);
      const [{ ms, low = ms, high = ms } = { ms: 0 }] = differences;
      if (pairs === 0) return assert.ok(Number.isNaN(ms));
      assert.ok(low <= high && Math.abs(low + shift) < 1e-6 && Math.abs(high + shift) < 1e-6);
    }),
    { numRuns: 30 },
  );
});
