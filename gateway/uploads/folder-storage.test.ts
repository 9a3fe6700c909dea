import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { createFolderStorage } from './folder-storage.ts';

const ID = '0123456789abcdef0123456789abcdef';

function storageIn(t: TestContext) {
  const parent = mkdtempSync(join(tmpdir(), 'storage-'));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const folder = join(parent, 'uploads');
  return { folder, storage: createFolderStorage(folder) };
}

async function opened<T>(found: Promise<T | undefined>): Promise<T> {
  const stream = await found;
  assert.ok(stream);
  return stream;
}

async function* chunks(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part);
}

test('what was written is there whole, or the range that is asked for', async (t) => {
  const { folder, storage } = storageIn(t);
  assert.equal(await storage.write(ID, chunks('all ', 'happy ', 'families')), 18);
  assert.deepEqual(readdirSync(folder), [ID]);
  assert.equal(await text(await opened(storage.open(ID))), 'all happy families');
  assert.equal(await text(await opened(storage.open(ID, { start: 4, end: 8 }))), 'happy');
});

test('while it is written it has another name, and is not to be had', async (t) => {
  const { folder, storage } = storageIn(t);
  let seen: string[] = [];
  let found: unknown;
  await storage.write(
    ID,
    (async function* () {
      yield Buffer.from('half');
      seen = readdirSync(folder);
      found = await storage.open(ID);
    })(),
  );
  assert.deepEqual(seen, [`${ID}.part`]);
  assert.equal(found, undefined);
});

test('a source that breaks leaves nothing', async (t) => {
  const { folder, storage } = storageIn(t);
  const breaking = (async function* () {
    yield Buffer.from('half');
    throw new Error('broken');
  })();
  await assert.rejects(storage.write(ID, breaking), /broken/);
  assert.deepEqual(readdirSync(folder), []);
});

test('entries tells whole from partial, and knows nothing of other files', async (t) => {
  const { folder, storage } = storageIn(t);
  await storage.write(ID, chunks('x'));
  writeFileSync(join(folder, `${'a'.repeat(32)}.part`), 'y');
  writeFileSync(join(folder, 'README'), 'z');
  const entries = await Array.fromAsync(storage.entries());
  assert.deepEqual(entries.map(({ id, partial }) => [id, partial]).toSorted(), [
    [ID, false],
    ['a'.repeat(32), true],
  ]);
  await storage.remove('a'.repeat(32));
  await storage.remove(ID);
  assert.deepEqual(readdirSync(folder), ['README']);
});

test('nothing but an id names a file', async (t) => {
  const { storage } = storageIn(t);
  for (const id of ['', '..', '../x', `${ID}.part`, `${ID}\0`, ID.toUpperCase(), `/${ID}`]) {
    await assert.rejects(storage.open(id), RangeError);
    await assert.rejects(storage.remove(id), RangeError);
    await assert.rejects(storage.write(id, chunks('x')), RangeError);
  }
});
