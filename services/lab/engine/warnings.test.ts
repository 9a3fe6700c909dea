import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planSchema } from './plan.ts';
import type { ArmReport, Report } from './report.ts';
import { warningsOf } from './warnings.ts';

const arm = { pages: 100, ms: { p50: 100 }, bound: { p50: 90 }, sources: {}, errors: {}, difference: null };
const usual = {
  plan: planSchema.parse({ strategies: ['sequential', 'concurrent'] }),
  lab: true,
  limits: { maxInFlight: 1000 },
  generator: { sent: 200, unsent: 0, heldBack: 0, lag: { p50: 0, p99: 1, max: 2 } },
  load: {
    sent: 200,
    unsent: 0,
    heldBack: 0,
    lag: new Float64Array(),
    tookMs: 1,
    ended: 'complete' as Report['ended'],
  },
};
const of = (changes: object = {}, arms: Record<string, object> = {}) =>
  warningsOf({
    ...usual,
    arms: { sequential: arm, concurrent: arm, ...arms } as unknown as Record<string, ArmReport>,
    ...changes,
  });

test('nothing stands in the way of a calm run', () => assert.deepEqual(of(), []));

test('each thing that stands in the way is said, with its figures', () => {
  const expected: [given: [object?, Record<string, object>?], message: RegExp][] = [
    [[{ load: { ...usual.load, ended: 'cancelled', sent: 210 } }], /cancelled.*10 pages were under way/],
    [[{ load: { ...usual.load, ended: 'out of time', unsent: 7 } }], /before 7 pages could be sent/],
    [[{ load: { ...usual.load, heldBack: 3 } }], /3 pages had to wait because 1000 others/],
    [[{ generator: { ...usual.generator, lag: { p50: 1, p99: 12, max: 20 } } }], /more than 12.0 ms late/],
    [[{ lab: false }], /LAB=off/],
    [
      [{}, { concurrent: { ...arm, errors: { timeout: 50, 'status 503': 2 } } }],
      /of concurrent failed.*luckier/,
    ],
    [
      [
        {
          plan: planSchema.parse({ strategies: ['concurrent'], targets: [{ name: 'a', url: 'http://b/' }] }),
        },
      ],
      /A target draws no delays/,
    ],
    [
      [{}, { concurrent: { ...arm, sources: { promo: { fresh: 40, 'fallback: breaker-open': 60 } } } }],
      /kept calls from being made: 60.0 % of concurrent\./,
    ],
    [[{}, { concurrent: { ...arm, difference: { pairs: 100, block: 11 } } }], /may be too narrow/],
    [
      [{}, { sequential: { ...arm, bound: { p50: null } }, concurrent: { ...arm, bound: { p50: null } } }],
      /take no latency or seed/,
    ],
  ];
  for (const [given, message] of expected) {
    const found = of(...given);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', message);
  }
});

test('latency that nothing meets is pointed out', () => {
  const plan = planSchema.parse({
    targets: [{ name: 'a', url: 'http://b/' }],
    latency: { promo: 'fixed:1' },
  });
  assert.match(of({ plan }).join(), /set for nothing/);
});

test('a page in a hundred that failed, and any that was given up at the limit, bias nothing', () => {
  assert.deepEqual(of({}, { concurrent: { ...arm, errors: { timeout: 50, 'status 503': 1 } } }), []);
});
