import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createRandom } from '../random.ts';
import { arbitraryProfile, arbitraryU } from './arbitrary-profile.ts';
import type { Profile } from './distributions.ts';
import { delayAt, distributions } from './distributions.ts';
import { LONGEST_DELAY_MS } from './parameters.ts';
import { parseProfile } from './profile.ts';

const DRAWS = 100_000;

test('every delay of every profile is within floor and cap', () => {
  fc.assert(
    fc.property(arbitraryProfile, arbitraryU, (profile, u) => {
      const delay = delayAt(profile, u);
      const { floor = 0, cap = LONGEST_DELAY_MS } = profile;
      assert.ok(delay >= floor && delay <= cap, `${delay} for ${u}`);
    }),
    { numRuns: 3000 },
  );
});

test('luck keeps its order: a greater number never means a shorter delay', () => {
  // Except where the rare profile of a bimodal one is the faster, or a replay's list is out of order.
  const monotone = arbitraryProfile.filter(
    ({ distribution }) => !['bimodal', 'replay'].includes(distribution),
  );
  fc.assert(
    fc.property(monotone, arbitraryU, arbitraryU, (profile, a, b) => {
      assert.ok(delayAt(profile, Math.min(a, b)) <= delayAt(profile, Math.max(a, b)));
    }),
    { numRuns: 1000 },
  );
});

describe(`the p50 and p99 of ${DRAWS} draws are within 3% and 8% of what was asked`, () => {
  const p50 = fc.double({ min: 1, max: 1000, noNaN: true });
  const percentiles = (most: number) =>
    fc.record({ p50, ratio: fc.double({ min: 1.2, max: most, noNaN: true }) }).map((given) => ({
      p50: given.p50,
      p99: given.p50 * given.ratio,
    }));
  /** Each with the two percentiles that follow from its definition. */
  const shapes: Record<Profile['distribution'], fc.Arbitrary<[Profile, number, number]>> = {
    none: fc.constant([{ distribution: 'none' }, 0, 0]),
    fixed: p50.map((ms) => [{ distribution: 'fixed', ms }, ms, ms]),
    uniform: percentiles(10).map(({ p50: min, p99: max }) => [
      { distribution: 'uniform', min, max },
      (min + max) / 2,
      min + 0.99 * (max - min),
    ]),
    normal: p50.map((mean) => [{ distribution: 'normal', mean, sd: mean / 4 }, mean, mean * (1 + 2.326 / 4)]),
    lognormal: percentiles(12).map((p) => [{ distribution: 'lognormal', ...p }, p.p50, p.p99]),
    exponential: p50.map((mean) => [
      { distribution: 'exponential', mean },
      mean * Math.LN2,
      mean * Math.log(100),
    ]),
    pareto: percentiles(6).map((p) => [{ distribution: 'pareto', ...p }, p.p50, p.p99]),
    bimodal: p50.map((ms) => [
      {
        distribution: 'bimodal',
        p: 0.2,
        usual: { distribution: 'uniform', min: 0, max: 2 * ms },
        rare: { distribution: 'fixed', ms: 50 * ms },
      },
      (ms * 2 * 0.5) / 0.8,
      50 * ms,
    ]),
    replay: fc.constant([{ distribution: 'replay', values: [10, 20, 20, 20, 30] }, 20, 30]),
  };
  for (const [name, arbitrary] of Object.entries(shapes)) {
    test(name, () => {
      fc.assert(
        fc.property(arbitrary, fc.nat(), ([profile, median, tail], seed) => {
          const random = createRandom(seed, name);
          const delays = Float64Array.from({ length: DRAWS }, () => delayAt(profile, random())).sort();
          assertWithin(delays[DRAWS * 0.5] ?? Number.NaN, median, 0.03);
          assertWithin(delays[DRAWS * 0.99] ?? Number.NaN, tail, 0.08);
        }),
        { numRuns: 5 },
      );
    });
  }
});

test('every row’s example is a profile of that distribution', () => {
  for (const [name, { example }] of Object.entries(distributions)) {
    assert.equal(parseProfile(example, 'example').distribution, name);
  }
});

function assertWithin(actual: number, expected: number, share: number): void {
  assert.ok(
    Math.abs(actual - expected) <= share * expected,
    `${actual} is not within ${share} of ${expected}`,
  );
}
