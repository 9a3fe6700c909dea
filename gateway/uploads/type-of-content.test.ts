import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typeOfContent } from './type-of-content.ts';

const PNG = '89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489';

const samples: [what: string, content: Buffer, type: string | undefined][] = [
  ['a PNG', Buffer.from(`${PNG}0000000a49444154`, 'hex'), 'image/png'],
  ['a PNG whose data begins beyond the sample', Buffer.from(`${PNG}0010000069434350`, 'hex'), 'image/png'],
  ['a JPEG', Buffer.from('ffd8ffe000104a46494600', 'hex'), 'image/jpeg'],
  ['a PDF', Buffer.from('%PDF-1.7\n%âãÏÓ\n', 'latin1'), 'application/pdf'],
  ['text in UTF-8', Buffer.from('Ὀδύσσεια\r\n\tκαὶ Ἰλιάς\n'), 'text/plain'],
  ['text that the sample cuts within a letter', Buffer.from('naïve').subarray(0, 3), 'text/plain'],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), 'text/plain'],
  ['text in Latin-1', Buffer.from('naïve café', 'latin1'), undefined],
  ['text with a NUL', Buffer.from('a\0b'), undefined],
  ['an escape sequence', Buffer.from('\u001b[31mred'), undefined],
  ['a program', Buffer.from('7f454c4602010100', 'hex'), 'application/x-elf'],
];

for (const [what, content, type] of samples) {
  test(`${what} is ${type ?? 'nothing known'}`, async () => {
    assert.equal(await typeOfContent(content), type);
  });
}
