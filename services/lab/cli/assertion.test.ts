import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ArmReport, Report } from '../engine/report.ts';
import { parseAssertion } from './assertion.ts';

const times = { mean: 50, p50: 40, p90: 90, p95: 95, p99: 99, p999: 999, max: 1000 };
const arm = (factor: number, errors: number) =>
  ({
    pages: 200,
    ms: Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, ms * factor])),
    firstByte: { p50: factor, p99: factor },
    bound: { p50: null, p99: null },
    overhead: { p50: 1, p99: 2 },
    degraded: 10,
    errors: { timeout: errors },
    callsPerPage: 2,
  }) as unknown as ArmReport;
const arms: Report['arms'] = { fast: arm(1, 0), slow: arm(2, 20) };
const names = Object.keys(arms);
const holds = (text: string) => parseAssertion(text, names).holds(arms);

test('comparisons of metrics, with units and arithmetic', () => {
  const expected: [text: string, holds: boolean][] = [
    ['fast.p95 < 0.7 * slow.p95', true],
    ['fast.p95 < 0.4 * slow.p95', false],
    ['fast.p50 == 40ms', true],
    ['fast.p99.9 <= 0.999s', true],
    ['slow.errors > 5% && fast.errors == 0', true],
    ['slow.errors < 5% && fast.errors == 0', false],
    ['fast.degraded == 5%', true],
    ['(slow.p50 - fast.p50) / fast.p50 >= 1', true],
    ['slow.p50 - fast.p50 - fast.p50 == 0ms', true],
    ['fast.p50 + 2 * 5ms == 50ms', true],
    ['-fast.p50 < 0ms', true],
    ['(fast.p50 < 1s) && (fast.calls == 2)', true],
    ['8 / 2 / 2 == 2', true],
  ];
  for (const [text, truth] of expected) assert.equal(holds(text), truth, text);
});

test('what there is no figure for holds in no comparison', () => {
  assert.deepEqual([holds('fast.bound < 1s'), holds('fast.bound >= 0ms')], [false, false]);
});

test('an error points at its place', () => {
  const wrong: [text: string, problem: RegExp, at: number][] = [
    ['fast.p95 <', /a metric, a number or a bracket is missing/, 10],
    ['fast.p95', /a comparison is missing/, 8],
    ['fst.p95 < 1s', /nothing here is called fst; there is fast, slow/, 0],
    ['fast.p42 < 1s', /there is no metric p42; there is mean, p50/, 0],
    ['fast.p95 < 200', /a time can be compared with and added to times only/, 9],
    ['fast.p95 + 1 < 1s', /a time can be compared/, 9],
    ['(fast.p95 < 1s', /a closing bracket is missing/, 14],
    ['fast.p95 < 1s fast', /an assertion has metrics/, 14],
    ['fast.p95 < 1s 2', /an operator is missing/, 14],
    ['fast.p95 < 1s && 1', /&& stands between comparisons/, 14],
    ['1 < 2 < 3', /an operator is missing/, 6],
    ['fast.p95 = 1s', /an assertion has/, 9],
    ['fast.constructor < 1s', /there is no metric/, 0],
  ];
  for (const [text, problem, at] of wrong) {
    assert.throws(
      () => parseAssertion(text, names),
      (error: Error) =>
        problem.test(error.message) && error.message.endsWith(`\n  ${text}\n  ${' '.repeat(at)}^`),
      text,
    );
  }
});

test('arithmetic agrees with JavaScript’s own', () => {
  const leaf = fc.integer({ min: 1, max: 9 }).map(String);
  const { expression } = fc.letrec<{ expression: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc
        .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/'), tie('expression'))
        .map(([a, sign, b]) => `${a} ${sign} ${b}`),
      tie('expression').map((inner) => `(${inner})`),
    ),
  }));
  fc.assert(
    fc.property(expression, (text) => {
      const value = Function(`return ${text}`)() as number;
      if (!Number.isFinite(value)) return;
      assert.ok(holds(`${text} >= ${Math.max(0, value).toFixed(6)} - 0.00001`) || value < 0);
      assert.equal(holds(`${text} - (${text}) == 0`), true);
    }),
  );
});
