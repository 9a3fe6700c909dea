import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Difference } from './bootstrap.ts';
import { findingOf } from './finding.ts';
import type { ArmReport } from './report.ts';

type Given = {
  p50: number;
  difference?: { p50: Difference; p99?: Difference };
  degraded?: number;
  errors?: Record<string, number>;
};

const arm = ({ p50, difference, degraded = 0, errors = {} }: Given) =>
  ({
    pages: 200,
    ms: { p50, p99: 3 * p50 },
    degraded,
    errors,
    difference: difference ? { pairs: 200, p99: { ms: 0 }, ...difference } : null,
  }) as unknown as ArmReport;
const quicker = { ms: -100, low: -101, high: -99.5 };
const of = (arms: Record<string, Given>, paired = true) =>
  findingOf({
    paired,
    baseline: 'sequential',
    arms: Object.fromEntries(Object.entries(arms).map(([name, given]) => [name, arm(given)])),
  });

test('the quickest is compared with the baseline, with the interval and the tail; the others follow by verdict', () => {
  const found = of({
    sequential: { p50: 200 },
    concurrent: { p50: 100, difference: { p50: quicker, p99: { ms: -300, low: -320, high: -280 } } },
    streaming: { p50: 101, difference: { p50: quicker } },
    cached: { p50: 199, difference: { p50: { ms: -1, low: -3, high: 1 } } },
    blocking: { p50: 900, difference: { p50: { ms: 700, low: 650, high: 750 } } },
  });
  assert.equal(
    found,
    'The median page of concurrent took 100 ms instead of 200 ms: 100 ms quicker than sequential (95 % interval 99.5 ms to 101 ms, 200 rounds that met the same delays). At the 99th percentile it is 300 ms quicker (280 ms to 320 ms). Quicker too: streaming. No different at the median: cached. Slower: blocking.',
  );
});

test('no difference, a slower one and too few rounds are said for what they are', () => {
  assert.match(
    of(
      { sequential: { p50: 200 }, other: { p50: 199, difference: { p50: { ms: -1, low: -3, high: 1 } } } },
      false,
    ),
    /^At the median other and sequential can't be told apart: the difference is between −3.0 ms and \+1.0 ms \(95 % interval, 200 rounds, whose pages did not meet the same delays\)\.$/,
  );
  assert.match(
    of({
      sequential: { p50: 200 },
      other: { p50: 300, difference: { p50: { ms: 100, low: 90, high: 110 } } },
    }),
    /^Nothing is quicker than sequential\. .* 100 ms slower than/,
  );
  assert.match(
    of({ sequential: { p50: 200 }, other: { p50: 100, difference: { p50: { ms: -100 } } } }),
    /200 rounds are too few to say how certain that is/,
  );
});

test('one arm alone is described, none at all too, and what a choice costs is named', () => {
  assert.equal(
    of({ sequential: { p50: 50 } }),
    'Half of the pages of sequential were there within 50.0 ms, and 99 of 100 within 150 ms.',
  );
  const few = { ...arm({ p50: 50 }), ms: { p50: 50, p99: null } } as unknown as ArmReport;
  assert.equal(
    findingOf({ paired: true, baseline: 'few', arms: { few } }),
    'Half of the pages of few were there within 50.0 ms.',
  );
  assert.equal(of({}), 'No page came.');
  const found = of({ sequential: { p50: 50, degraded: 3, errors: { timeout: 40 } } });
  assert.match(
    found,
    /Pages that lacked a part: 1\.5 % of sequential\. Pages that failed: 20 % of sequential\.$/,
  );
});
