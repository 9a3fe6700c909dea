import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { validate } from './validate.ts';

const schema = z.array(z.int({ error: 'a whole number' }));

test('what is faulty is named with what it takes, and no more than ten of many', () => {
  assert.deepEqual(validate(schema, [1, 2], 'body'), [1, 2]);
  assert.throws(() => validate(schema, [1, 'x'], 'body'), {
    status: 400,
    detail: 'body.1 takes a whole number.',
  });
  assert.throws(
    () => validate(schema, Array(1000).fill('x'), 'body'),
    ({ detail }: { detail: string }) =>
      /^body\.0 takes .*body\.9 takes a whole number; and 990 more\.$/.test(detail),
  );
});
