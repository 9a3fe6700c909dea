import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText } from './clean-text.ts';
import { hostileNames } from './test-names.ts';

test('line breaks, tabs and control characters become single spaces', () => {
  assert.equal(cleanText(' a\r\n\tb\u0000\u2028c  d\u00a0 '), 'a b c d');
});

test('letters and their accents are composed', () => {
  assert.equal(cleanText('e\u0301'), 'é');
});

test('what is no character is replaced, and what turns the direction of a text is dropped', () => {
  assert.equal(cleanText('a\ud800b\uffff'), 'a\ufffdb\ufffd');
  assert.equal(cleanText('\u202eabc\u202c'), 'abc');
});

test('joiners stay, which some scripts and pictures are written with', () => {
  assert.equal(cleanText('👩‍👧'), '👩‍👧');
});

test('a text of a million characters is cut, and not in the middle of one', () => {
  const text = cleanText('𝄞'.repeat(500_000));
  assert.ok(text.length <= 1000);
  assert.ok(text.isWellFormed());
  assert.ok(!text.includes('\ufffd'));
});

test('to clean it again changes nothing', () => {
  for (const name of hostileNames) assert.equal(cleanText(cleanText(name)), cleanText(name));
});
