import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from './event-store.ts';
import { createGroup } from './group.ts';

function controlledCommits() {
  const commits: { batches: readonly (readonly number[])[]; end: (error?: Error) => void }[] = [];
  const group = createGroup<number, string>((batches) => {
    const { promise, resolve, reject } = Promise.withResolvers<string[][]>();
    const end = (error?: Error) =>
      error ? reject(error) : resolve(batches.map((batch) => batch.map((item) => `kept ${item}`)));
    commits.push({ batches, end });
    return promise;
  });
  return { commits, group };
}

test('what comes during a commit shares the next one, and each gets its own results', async () => {
  const { commits, group } = controlledCommits();
  const first = group.add([1]);
  const others = [group.add([2, 3]), group.add([4])];
  assert.deepEqual(
    commits.map(({ batches }) => batches),
    [[[1]]],
  );
  commits[0]?.end();
  assert.deepEqual(await first, ['kept 1']);
  assert.deepEqual(commits[1]?.batches, [[2, 3], [4]]);
  commits[1]?.end();
  assert.deepEqual(await Promise.all(others), [['kept 2', 'kept 3'], ['kept 4']]);
  await group.settled();
  assert.equal(commits.length, 2);
});

test('a failed commit fails for all that share it, and the next one is tried all the same', async () => {
  const { commits, group } = controlledCommits();
  const first = group.add([1]);
  const second = group.add([2]);
  commits[0]?.end(new Error('no disk'));
  await assert.rejects(first, /no disk/);
  commits[1]?.end();
  assert.deepEqual(await second, ['kept 2']);
});

test('no more than a bounded number may wait', async () => {
  const { commits, group } = controlledCommits();
  const first = group.add([0]);
  const many = group.add(Array.from({ length: 50_000 }, (_, n) => n));
  await assert.rejects(group.add([1]), StoreError);
  commits[0]?.end();
  await first;
  commits[1]?.end();
  await many;
});
