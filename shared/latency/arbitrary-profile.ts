import fc from 'fast-check';
import type { Bounds, Profile } from './distributions.ts';
import { LONGEST_DELAY_MS } from './parameters.ts';

const ms = fc.double({ min: 0, max: LONGEST_DELAY_MS, noNaN: true });
const someMs = fc.double({ min: 0.001, max: LONGEST_DELAY_MS, noNaN: true });
const ascending = (value: fc.Arbitrary<number>) =>
  fc
    .tuple(value, value)
    .filter(([a, b]) => a !== b)
    .map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]));

const arbitraryBounds: fc.Arbitrary<Bounds> = fc.oneof(
  fc.constant({}),
  ms.map((floor) => ({ floor })),
  ms.map((cap) => ({ cap })),
  ascending(ms).map(([floor, cap]) => ({ floor, cap })),
);

const simple: fc.Arbitrary<Profile> = fc.oneof(
  fc.constant<Profile>({ distribution: 'none' }),
  fc.record({ distribution: fc.constant('fixed' as const), ms }),
  ascending(ms).map(([min, max]): Profile => ({ distribution: 'uniform', min, max })),
  fc.record({ distribution: fc.constant('normal' as const), mean: ms, sd: ms }),
  ascending(someMs).map(([p50, p99]): Profile => ({ distribution: 'lognormal', p50, p99 })),
  fc.record({ distribution: fc.constant('exponential' as const), mean: ms }),
  ascending(someMs).map(([p50, p99]): Profile => ({ distribution: 'pareto', p50, p99 })),
  fc.record({
    distribution: fc.constant('replay' as const),
    values: fc.array(ms, { minLength: 1, maxLength: 20 }),
  }),
);

const bounded = (profile: fc.Arbitrary<Profile>) =>
  fc.tuple(profile, arbitraryBounds).map(([inner, bounds]): Profile => ({ ...inner, ...bounds }));

const bimodal = (inner: fc.Arbitrary<Profile>): fc.Arbitrary<Profile> =>
  bounded(
    fc.record({
      distribution: fc.constant('bimodal' as const),
      p: fc.double({ min: 0, max: 1, noNaN: true }),
      usual: inner,
      rare: inner,
    }),
  );

/** Any profile of any distribution, with any bounds, down to profiles inside profiles inside profiles. */
export const arbitraryProfile: fc.Arbitrary<Profile> = fc.oneof(
  { arbitrary: bounded(simple), weight: 3 },
  { arbitrary: bimodal(bounded(simple)), weight: 1 },
  { arbitrary: bimodal(bimodal(bounded(simple))), weight: 1 },
);

/** Any number that a random source may give. */
export const arbitraryU = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
