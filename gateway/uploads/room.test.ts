import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Records } from './records.ts';
import { UploadRejected } from './rejection.ts';
import { createRoom } from './room.ts';
import type { Storage } from './storage.ts';

function room({ kept = { files: 0, bytes: 0 }, free = 1000, keepFree = 0 } = {}) {
  const records = { amount: async () => kept } as unknown as Records;
  const storage = { free: async () => free } as unknown as Storage;
  return createRoom({ records, storage, limit: { files: 5, bytes: 100 }, keepFree });
}

const reasonOf = (error: unknown) => error instanceof UploadRejected && error.reason;

test('uploads under way at once never have more set aside than the reader may keep', async () => {
  const { reserve } = room({ kept: { files: 1, bytes: 20 } });
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => reserve('ann', 40)));
  const held = results.filter(({ status }) => status === 'fulfilled');
  assert.equal(held.length, 2);
  for (const result of results) {
    if (result.status === 'rejected') assert.equal(reasonOf(result.reason), 'quota');
    else result.value();
  }
  await reserve('ann', 80);
  await reserve('bob', 80);
});

test('a reader with as many files as a reader may keep has no room', async () => {
  await assert.rejects(
    room({ kept: { files: 5, bytes: 5 } }).reserve('ann', 1),
    (e) => reasonOf(e) === 'quota',
  );
});

test('all uploads together leave free what is to stay free of the disk', async () => {
  const { reserve } = room({ free: 100, keepFree: 40 });
  const giveBack = await reserve('ann', 50);
  await assert.rejects(reserve('bob', 11), (error) => reasonOf(error) === 'disk-full');
  giveBack();
  await reserve('bob', 60);
});
