import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tokenBucket } from './token-bucket.ts';

test('never more is spent than the share that was earned', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100 }),
      fc.array(fc.boolean(), { maxLength: 2000 }),
      (percent, tries) => {
        const bucket = tokenBucket({ percent, most: 100 });
        let spent = 0;
        tries.forEach((wants, i) => {
          bucket.earn();
          if (wants && bucket.spend()) spent += 1;
          assert.ok(spent * 100 <= (i + 1) * percent);
        });
      },
    ),
    { seed: 1 },
  );
});

test('what is earned can be spent, up to what may be saved', () => {
  const bucket = tokenBucket({ percent: 5, most: 2 });
  for (let i = 0; i < 20; i += 1) bucket.earn();
  assert.equal(bucket.tokens(), 1);
  for (let i = 0; i < 1000; i += 1) bucket.earn();
  assert.deepEqual([bucket.spend(), bucket.spend(), bucket.spend()], [true, true, false]);
});
