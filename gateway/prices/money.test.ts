import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatterOf, nameOf } from './money.ts';

test('amounts are written as people read them, in the digits that their currency has', () => {
  const written: [currency: string, rate: number, cents: number, text: string][] = [
    ['EUR', 1, 1290, '€12.90'],
    ['EUR', 1, 123456700, '€1,234,567.00'],
    ['USD', 1.0876, 1290, 'US$14.03'],
    ['JPY', 179.15, 1290, 'JP¥2,311'],
    ['GBP', 0.85, 999, '£8.49'],
  ];
  for (const [currency, rate, cents, text] of written)
    assert.equal(formatterOf(currency, rate)(cents), text, currency);
  assert.equal(formatterOf('CHF', 0.95)(1290), 'CHF\u00a012.26');
});

test('halves are rounded up, also where a binary fraction falls short of one', () => {
  // 3 × 1.005 is 3.015, and 3.0149999999999992 in binary fractions.
  assert.equal(formatterOf('USD', 1.005)(300), 'US$3.02');
  assert.equal(formatterOf('USD', 1.001)(500), 'US$5.01');
  assert.equal(formatterOf('JPY', 150.5)(100), 'JP¥151');
});

test('what is shown differs from the exact amount by half of the smallest one at most', () => {
  const cents = fc.integer({ min: 1, max: 1_000_000 });
  const rate = fc.integer({ min: 1, max: 50_000_000 }).map((n) => n / 10_000);
  fc.assert(
    fc.property(cents, rate, (given, times) => {
      const shown = Number(formatterOf('USD', times)(given).replace(/[^\d.]/g, ''));
      // Times a million the exact amount is a whole number.
      const exact = BigInt(given) * BigInt(Math.round(times * 10_000));
      const away = BigInt(Math.round(shown * 100)) * 10_000n - exact;
      assert.ok(away <= 5000n && away > -5000n, `${given} × ${times} was ${shown}`);
    }),
  );
});

test('currencies have names; one that has none is called by its code', () => {
  assert.deepEqual(['USD', 'EUR', 'JPY', 'XQX'].map(nameOf), ['US dollars', 'euros', 'Japanese yen', 'XQX']);
});
