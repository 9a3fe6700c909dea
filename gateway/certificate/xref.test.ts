import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xrefSection } from './xref.ts';

test('objects in a row share a subsection, and each entry has twenty bytes', () => {
  const section = xrefSection(
    new Map([
      [12, 400],
      [3, 17],
      [11, 1234567890],
    ]),
  );
  assert.equal(section, 'xref\n3 1\n0000000017 00000 n \n11 2\n1234567890 00000 n \n0000000400 00000 n \n');
});
