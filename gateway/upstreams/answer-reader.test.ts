import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { answerReader } from './answer-reader.ts';

const schema = z.object({ n: z.int() });
const body = (n: unknown) => Buffer.from(JSON.stringify({ n }));

test('the same bytes at the same path are read once, others anew', () => {
  const read = answerReader(schema);
  const first = read(body(1), '/a');
  assert.deepEqual(first, { data: { n: 1 } });
  assert.equal(read(body(1), '/a'), first);
  assert.notEqual(read(body(1), '/b'), first);
  assert.deepEqual(read(body(2), '/a'), { data: { n: 2 } });
  assert.deepEqual(read(body(1), '/a'), { data: { n: 1 } });
});

test('only the paths that were asked for of late are remembered', () => {
  const read = answerReader(schema);
  const first = read(body(1), '/often');
  for (let n = 0; n < 100; n++) {
    read(body(1), `/reader-${n}`);
    assert.equal(read(body(1), '/often'), first);
  }
  const long = read(body(1), '/reader-0');
  assert.equal(read(body(1), '/reader-0'), long);
  for (let n = 1; n <= 16; n++) read(body(1), `/reader-${n}`);
  assert.notEqual(read(body(1), '/reader-0'), long);
});

test('an answer that can’t be used says why, every time', () => {
  const read = answerReader(schema);
  for (let n = 0; n < 2; n++) {
    const cut = read(Buffer.from('{'), '/a');
    assert.ok('reason' in cut && cut.reason === 'malformed' && cut.cause instanceof SyntaxError);
    const broken = read(body('x'), '/a');
    assert.ok('reason' in broken && broken.reason === 'contract');
    assert.match(broken.detail, /n: /);
  }
});
