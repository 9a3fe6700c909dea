import { DatabaseSync } from 'node:sqlite';
import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { History } from '../history/generate.ts';
import type { StoredEvent } from './event-store.ts';
import { migrate } from './schema.ts';

/** How long another process' transaction is waited for, in milliseconds. */
const BUSY_LIMIT = 2000;

// All in one statement each: twenty thousand calls of one would take twice as long.
const SEED_READERS = `INSERT INTO readers (id, name) SELECT value ->> 'id', value ->> 'name' FROM json_each(?)`;
// No sender can choose such an id: the contract has no colon.
const SEED_PURCHASES = `INSERT INTO events (id, type, reader, book, at, place)
  SELECT 'history:' || key, 'purchase', value ->> 0, value ->> 1, value ->> 2, 0 FROM json_each(?)`;

export type SqliteFile = ReturnType<typeof openSqliteFile>;

/**
 * The events in a file of SQLite, synchronously: each call holds its thread until the disk has done its part.
 *
 * Write-ahead log with `synchronous=FULL`: a commit has reached the disk when it returns (sqlite.org/pragma.html#pragma_synchronous). Several
 * processes of one machine may have the same file open.
 */
export function openSqliteFile(file: string) {
  const database = new DatabaseSync(file, { timeout: BUSY_LIMIT });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    migrate(database);
  } catch (error) {
    database.close();
    throw error;
  }
  const insert = database.prepare(
    'INSERT INTO events (id, type, reader, book, at, place) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING',
  );
  const anyEvent = database.prepare('SELECT 1 FROM events LIMIT 1');
  const after = database.prepare(
    'SELECT position, type, reader, book, at, place FROM events WHERE position > ? ORDER BY position LIMIT ?',
  );

  function transaction<T>(work: () => T): T {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk may have rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  const isEmpty = () => anyEvent.get() === undefined;

  return {
    /** Keeps all batches in one transaction; tells for each event whether it was new. */
    append(batches: readonly (readonly ShopEvent[])[]): boolean[][] {
      return transaction(() =>
        batches.map((events) =>
          events.map((event) => {
            const place = event.type === 'purchase' ? 0 : event.position;
            const at = Date.parse(event.at);
            return insert.run(event.id, event.type, event.reader, event.book, at, place).changes === 1;
          }),
        ),
      );
    },
    eventsAfter: (position: number, limit: number) => after.all(position, limit) as StoredEvent[],
    names: () =>
      new Map(
        database
          .prepare('SELECT id, name FROM readers')
          .all()
          .map(({ id, name }) => [String(id), String(name)]),
      ),
    isEmpty,
    seed({ readers, purchases }: History): boolean {
      return transaction(() => {
        if (!isEmpty()) return false;
        const bought = purchases.map(({ reader, book, at }) => [reader, book, Date.parse(at)]);
        database.prepare(SEED_READERS).run(JSON.stringify(readers));
        database.prepare(SEED_PURCHASES).run(JSON.stringify(bought));
        return true;
      });
    },
    prune: (before: number) =>
      Number(database.prepare("DELETE FROM events WHERE type <> 'purchase' AND at < ?").run(before).changes),
    close: () => database.close(),
  };
}
