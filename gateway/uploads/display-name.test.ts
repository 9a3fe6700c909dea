import assert from 'node:assert/strict';
import { test } from 'node:test';
import { displayName } from './display-name.ts';

const names: [given: string, shown: string][] = [
  ['Ελλάδα.pdf', 'Ελλάδα.pdf'],
  ['書籍 목록.txt', '書籍 목록.txt'],
  ['cafe\u0301.txt', 'caf\u00e9.txt'],
  ['👩‍🚀 🏴󠁧󠁢󠁷󠁬󠁳󠁿.png', '👩‍🚀 🏴󠁧󠁢󠁷󠁬󠁳󠁿.png'],
  ['نامه‌ها.txt', 'نامه‌ها.txt'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['a\u2066b\u2069\u200f.txt', 'ab.txt'],
  ['a\nb\r\tc\u0000d\u0085e\u2028f', 'a b c d e f'],
  ['zero\u200bwidth\ufeff.txt', 'zerowidth.txt'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\notes.txt', 'notes.txt'],
  ['a\\..\\b/../c.txt', 'c.txt'],
  ['  spaced  .txt ', 'spaced .txt'],
  ['..', 'file'],
  ['/', 'file'],
  ['', 'file'],
  ['\u202e', 'file'],
  ['\u200d\ufe0f', 'file'],
  ['CON', 'CON'],
  ['100%.txt', '100%.txt'],
  ['lone \ud800.txt', 'lone \ufffd.txt'],
];

for (const [given, shown] of names) {
  test(`${JSON.stringify(given)} is shown as ${JSON.stringify(shown)}`, () => {
    assert.equal(displayName(given), shown);
  });
}

test('a long name keeps its extension, and no letter is parted from its accents', () => {
  const shown = displayName(`${'e\u0301\u0323'.repeat(200)}.jpeg`);
  assert.ok(Buffer.byteLength(shown) <= 255 && Buffer.byteLength(shown) > 240, shown);
  assert.match(shown, /^(\u1eb9\u0301)+….jpeg$/u);
  assert.equal(Buffer.byteLength(displayName('x'.repeat(255))), 255);
  assert.equal(displayName('x'.repeat(256)), `${'x'.repeat(252)}…`);
});
