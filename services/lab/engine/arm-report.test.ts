import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecord, recordPage } from './arm-record.ts';
import { reportArm } from './arm-report.ts';

const timing = { boundMs: 0.5, overheadMs: 0.25, sources: {} };
const context = { baseline: undefined, seed: 1, callsPerPage: undefined, duration: 10_000 };

/** An arm whose pages took 1, 2, 3 … 10000 milliseconds, ten a second, in this order. */
function ascending() {
  const record = createRecord(10_000);
  for (let i = 0; i < 10_000; i += 1) {
    recordPage(record, i, i, { ms: i + 1, firstByteMs: (i + 1) / 2, error: undefined, timing });
  }
  return record;
}

test('percentiles of known data are exact to three digits', async () => {
  const { ms, firstByte, bound, overhead } = await reportArm(ascending(), context);
  const known = { mean: 5000.5, p50: 5000, p90: 9000, p95: 9500, p99: 9900, p999: 9990, max: 10_000 };
  for (const [name, value] of Object.entries(known)) {
    const measured = ms[name as keyof typeof ms] ?? 0;
    assert.ok(Math.abs(measured / value - 1) <= 0.001, `${name}: ${measured}`);
  }
  assert.ok(Math.abs((firstByte.p99 ?? 0) / 4950 - 1) <= 0.001);
  assert.deepEqual([bound.p50, overhead.p99], [0.5, 0.25]);
});

test('a percentile that no page lies beyond is none', async () => {
  const figuresOf = async (pages: number) => {
    const record = createRecord(pages);
    for (let i = 0; i < pages; i += 1)
      recordPage(record, i, i, { ms: i + 1, firstByteMs: 1, error: undefined, timing });
    const { ms, firstByte } = await reportArm(record, context);
    return [ms.p50, ms.p90, ms.p95, ms.p99, ms.p999, firstByte.p99].map((figure) => figure !== null);
  };
  assert.deepEqual(await figuresOf(1), [true, false, false, false, false, false]);
  assert.deepEqual(await figuresOf(10), [true, true, false, false, false, false]);
  assert.deepEqual(await figuresOf(99), [true, true, true, false, false, false]);
  assert.deepEqual(await figuresOf(100), [true, true, true, true, false, true]);
  assert.deepEqual(await figuresOf(1000), [true, true, true, true, true, true]);
});

test('the distribution goes as far as its slowest page, in steps of equal factors', async () => {
  const { distribution } = await reportArm(ascending(), context);
  assert.equal(distribution.share[0], 0);
  assert.ok(Math.abs((distribution.share.at(-1) ?? 0) - 0.9999) < 1e-9);
  for (const [k, share] of distribution.share.entries()) {
    const measured = distribution.ms[k] ?? 0;
    assert.ok(
      Math.abs(measured - Math.max(1, share * 10_000)) <= 0.001 * measured + 1,
      `${share}: ${measured}`,
    );
  }
});

test('over time each interval has the pages that were due in it', async () => {
  const { overTime } = await reportArm(ascending(), context);
  assert.equal(overTime.seconds.length, 40);
  assert.equal(overTime.seconds.at(-1), 10);
  assert.deepEqual([overTime.p50[0], overTime.max[0], overTime.max.at(-1)], [125, 250, 10_000]);
  const empty = await reportArm(createRecord(4), context);
  assert.deepEqual([empty.ms.p50, empty.overTime.p50[0]], [null, null]);
});
