import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshFor } from './fresh-for.ts';

test('an answer is fresh for its max-age less its age; where it names none, nothing is known', () => {
  const cases: [headers: Record<string, string>, ms: number | undefined][] = [
    [{ 'cache-control': 'public, max-age=30, stale-if-error=86400' }, 30_000],
    [{ 'cache-control': 'Max-Age=30', age: '12' }, 18_000],
    [{ 'cache-control': 'max-age=5', age: '12' }, 0],
    [{ 'cache-control': 'max-age=0' }, 0],
    [{ 'cache-control': 's-max-age=7' }, undefined],
    [{ 'cache-control': 'no-store' }, undefined],
    [{}, undefined],
  ];
  for (const [headers, ms] of cases) assert.equal(freshFor(headers), ms, JSON.stringify(headers));
  assert.equal(freshFor(), undefined);
});
