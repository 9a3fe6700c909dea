import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalQuantile, Z99 } from './normal-quantile.ts';

/** Quantiles from a table with more digits than are needed. */
const TABLE: [number, number][] = [
  [1e-12, -7.034483825301132],
  [1e-5, -4.2648907939228256],
  [0.01, -Z99],
  [0.074, -1.4466320671589785],
  [0.25, -0.6744897501960817],
  [0.5, 0],
  [0.926, 1.4466320671589785],
  [0.99, Z99],
  [0.999999999, 5.997807019601638],
];

test('agrees with the table in every region of the formula', () => {
  for (const [u, quantile] of TABLE) {
    const actual = normalQuantile(u);
    assert.ok(Math.abs(actual - quantile) < 1e-6, `${u}: ${actual}, not ${quantile}`);
  }
});

test('is finite at the ends', () => {
  assert.ok(normalQuantile(0) < -8);
  assert.ok(normalQuantile(1 - 2 ** -53) > 8);
  assert.ok(Number.isFinite(normalQuantile(0)));
});
