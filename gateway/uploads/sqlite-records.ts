import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import type { Amount, Records, UploadRecord } from './records.ts';

const TABLE = `
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY,
    reader TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS uploads_by_reader ON uploads (reader, at DESC, size);`;

/** How many ids are read at a time: a millisecond or two. */
const IDS_AT_ONCE = 1000;

/**
 * Records uploads in a table of an SQLite file, which other processes and tables may share. A record outlasts the death of the process; one
 * of the moment before a power cut may be lost, and the next sweep then removes its file.
 */
export function createSqliteRecords(path: string): Records {
  const db = new DatabaseSync(path, { timeout: 5000 });
  // NORMAL: no record waits for the disk, which would hold up the event loop, and with it every page.
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; ${TABLE}`);
  const insert = db.prepare(
    'INSERT INTO uploads (id, reader, name, type, size, at) VALUES ($id, $reader, $name, $type, $size, $at)',
  );
  const list = db.prepare('SELECT * FROM uploads WHERE reader = ? ORDER BY at DESC, id');
  const find = db.prepare('SELECT * FROM uploads WHERE id = ?');
  const remove = db.prepare('DELETE FROM uploads WHERE id = ?');
  const readersAmount = db.prepare(
    'SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM uploads WHERE reader = ?',
  );
  const wholeAmount = db.prepare('SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM uploads');
  const idsAfter = db.prepare('SELECT id FROM uploads WHERE id > ? AND at < ? ORDER BY id LIMIT ?');

  function addAll(files: readonly UploadRecord[], limit: Amount): boolean {
    // IMMEDIATE: between counting and inserting no other process inserts.
    db.exec('BEGIN IMMEDIATE');
    try {
      for (const file of files) insert.run(file);
      const { files: count, bytes } = readersAmount.get(files[0]?.reader ?? '') as Amount;
      const within = count <= limit.files && bytes <= limit.bytes;
      db.exec(within ? 'COMMIT' : 'ROLLBACK');
      return within;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  }

  async function idsBefore(at: number): Promise<string[]> {
    const ids: string[] = [];
    for (;;) {
      const next = idsAfter.all(ids.at(-1) ?? '', at, IDS_AT_ONCE).map(({ id }) => String(id));
      ids.push(...next);
      if (next.length < IDS_AT_ONCE) return ids;
      // There may be very many, and pages are waiting.
      await setImmediate();
    }
  }

  return {
    add: async (files, limit) => addAll(files, limit),
    list: async (reader) => list.all(reader) as UploadRecord[],
    find: async (id) => find.get(id) as UploadRecord | undefined,
    remove: async (id) => remove.run(id).changes === 1,
    amount: async (reader) =>
      (reader === undefined ? wholeAmount.get() : readersAmount.get(reader)) as Amount,
    idsBefore,
    close: () => db.close(),
  };
}
