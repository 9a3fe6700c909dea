import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateString, number, textString } from './pdf-string.ts';

test('a text is UTF-16 in hexadecimal, with nothing left to escape', () => {
  assert.equal(textString('a)\\'), '<feff00610029005c>');
  assert.equal(textString('𝄞'), '<feffd834dd1e>');
});

test('a date is in UTC, to the second', () => {
  assert.equal(dateString('2026-11-23T03:45:01.123456Z'), '(D:20261123034501Z)');
});

test('a number has no exponent, and no more than three places', () => {
  assert.deepEqual([1e-7, 12.34567, -0.5, 100000000].map(number), ['0', '12.346', '-0.5', '100000000']);
});
