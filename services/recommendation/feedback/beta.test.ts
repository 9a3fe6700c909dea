import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '@frontpage/shared/random.ts';
import { drawBeta } from './beta.ts';

for (const [a, b] of [
  [20, 380],
  [1, 1],
  [0.5, 2],
] as const) {
  test(`draws from Beta(${a}, ${b}) have its mean and variance`, () => {
    const random = createRandom('beta', a, b);
    const draws = Array.from({ length: 20_000 }, () => drawBeta(random, a, b));
    assert.ok(draws.every((draw) => draw >= 0 && draw <= 1));
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    const expected = (a * b) / (a + b) ** 2 / (a + b + 1);
    assert.ok(Math.abs(mean - a / (a + b)) < 5 * Math.sqrt(expected / draws.length), `mean ${mean}`);
    assert.ok(Math.abs(variance / expected - 1) < 0.06, `variance ${variance}, expected ${expected}`);
  });
}
