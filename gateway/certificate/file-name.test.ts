import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateFileName } from './file-name.ts';
import { hostileNames } from './test-names.ts';

test('a title stays itself in any script', () => {
  assert.equal(certificateFileName('Война и мир'), 'Война и мир - certificate.pdf');
});

test('what a file system might not take is replaced', () => {
  assert.equal(certificateFileName('a/b\\c: "d"?'), 'a-b-c- -d-- - certificate.pdf');
});

test('no name is too long or ill-formed', () => {
  for (const name of hostileNames) {
    const fileName = certificateFileName(name);
    assert.ok(Buffer.byteLength(fileName) <= 255, fileName);
    assert.ok(fileName.isWellFormed());
    assert.doesNotMatch(fileName, /[\p{Cc}/\\]/u);
  }
});
