import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { UploadRecord } from './records.ts';
import { createSqliteRecords } from './sqlite-records.ts';

const LIMIT = { files: 3, bytes: 100 };

function recordsIn(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'records-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const open = () => {
    const records = createSqliteRecords(join(folder, 'gateway.sqlite'));
    t.after(() => records.close());
    return records;
  };
  return open;
}

function record(id: string, rest: Partial<UploadRecord> = {}): UploadRecord {
  return { id, reader: 'ann', name: 'Ωδή.txt', type: 'text/plain', size: 10, at: 1_700_000_000_000, ...rest };
}

test('records are listed latest first, each to its reader, by any process that opens the file', async (t) => {
  const open = recordsIn(t);
  const records = open();
  assert.equal(await records.add([record('a'), record('b', { at: 1_700_000_000_001 })], LIMIT), true);
  assert.equal(await records.add([record('c', { reader: 'bob' })], LIMIT), true);
  const other = open();
  assert.deepEqual(await other.list('ann'), [record('b', { at: 1_700_000_000_001 }), record('a')].map(plain));
  assert.deepEqual({ ...(await other.amount('ann')) }, { files: 2, bytes: 20 });
  assert.deepEqual({ ...(await other.amount()) }, { files: 3, bytes: 30 });
  assert.deepEqual(await other.idsBefore(1_700_000_000_001), ['a', 'c']);
  assert.equal(await other.remove('a'), true);
  assert.equal(await records.remove('a'), false);
  assert.equal(await records.find('a'), undefined);
});

test('where the limit would be passed none of the files is recorded', async (t) => {
  const records = recordsIn(t)();
  assert.equal(await records.add([record('a', { size: 60 })], LIMIT), true);
  assert.equal(await records.add([record('b'), record('c', { size: 31 })], LIMIT), false);
  assert.equal(await records.add([record('b'), record('c', { size: 30 })], LIMIT), true);
  assert.equal(await records.add([record('d', { size: 0 })], LIMIT), false);
  assert.deepEqual({ ...(await records.amount('ann')) }, { files: 3, bytes: 100 });
});

test('an id that is taken records nothing, and the next add works', async (t) => {
  const records = recordsIn(t)();
  await records.add([record('a')], LIMIT);
  await assert.rejects(records.add([record('b'), record('a')], LIMIT), /UNIQUE/);
  assert.equal(await records.add([record('b')], LIMIT), true);
});

test('all ids are read, with turns for others in between', async (t) => {
  const records = recordsIn(t)();
  const ids = Array.from({ length: 2500 }, (_, i) => String(10_000 + i));
  await records.add(
    ids.map((id) => record(id, { size: 0 })),
    { files: 2500, bytes: 0 },
  );
  const order: string[] = [];
  const read = records.idsBefore(Date.now()).finally(() => order.push('read'));
  await new Promise<void>((resolve) => setImmediate(resolve)).then(() => order.push('other'));
  assert.deepEqual(await read, ids);
  assert.deepEqual(order, ['other', 'read']);
});

// SQLite's rows have no prototype.
function plain(row: UploadRecord): UploadRecord {
  return Object.assign(Object.create(null), row);
}
