import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { eachLine } from './lines.ts';

test('a line is whole however its bytes arrive, and only a line feed ends it', async () => {
  const text = 'plain\r\n\n{"quote":"\u2028é"}\nno end';
  const stream = new PassThrough();
  const lines: string[] = [];
  eachLine(stream, (line) => lines.push(line));
  for (const byte of Buffer.from(text)) stream.write(Buffer.of(byte));
  stream.end();
  await once(stream, 'close');
  assert.deepEqual(lines, ['plain', '', '{"quote":"\u2028é"}', 'no end']);
});
