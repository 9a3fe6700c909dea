import type { DatabaseSync } from 'node:sqlite';

/** Marks a file as one of ours in its header: "fpev" in ASCII. */
const APPLICATION_ID = 0x66706576;

/** How the tables came about: step n makes a file of version n into one of n + 1. Steps are added, never changed. */
const STEPS: readonly string[] = [
  `CREATE TABLE events (
     position INTEGER PRIMARY KEY AUTOINCREMENT,
     id       TEXT NOT NULL UNIQUE,
     type     TEXT NOT NULL CHECK (type IN ('purchase', 'impression', 'click')),
     reader   TEXT NOT NULL,
     book     TEXT NOT NULL,
     at       INTEGER NOT NULL,
     place    INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX feedback_by_time ON events (at) WHERE type <> 'purchase';
   CREATE TABLE readers (
     id   TEXT PRIMARY KEY,
     name TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   PRAGMA application_id = ${APPLICATION_ID};`,
];

/** Makes the tables, or brings them up to date. Throws an Error for a file that is newer than this program, or another program's. */
export function migrate(database: DatabaseSync): void {
  // Without a transaction first: a file that is up to date must open even while somebody else writes.
  if (checkedVersion(database) === STEPS.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of STEPS.slice(checkedVersion(database))) database.exec(step);
    database.exec(`PRAGMA user_version = ${STEPS.length}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function checkedVersion(database: DatabaseSync): number {
  const version = pragma(database, 'user_version');
  const isNew = version === 0 && pragma(database, 'schema_version') === 0;
  if (!isNew && pragma(database, 'application_id') !== APPLICATION_ID)
    throw new Error("it is another program's");
  if (version > STEPS.length) {
    throw new Error(
      `it was made by a newer version of this program (schema ${version}, this one knows ${STEPS.length})`,
    );
  }
  return version;
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}
