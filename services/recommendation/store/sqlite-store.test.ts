import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import { StoreError } from './event-store.ts';
import { openSqliteStore } from './sqlite-store.ts';

const AT = '2026-11-23T12:00:00Z';
const purchase = (id: string): ShopEvent => ({ type: 'purchase', id, reader: 'ann', book: 'emma', at: AT });

test('events are kept in order and told apart by id, in one batch and across batches', async (t) => {
  const { file, open } = await folder(t);
  const store = await open();
  const click: ShopEvent = { type: 'click', id: 'c', reader: 'bob', book: 'emma', at: AT, position: 3 };
  assert.deepEqual(await store.append([purchase('a'), click, purchase('a')]), [true, true, false]);
  assert.deepEqual(await store.append([purchase('c'), purchase('b')]), [false, true]);
  await store.close();

  const again = await openSqliteStore(file, noMetrics);
  t.after(() => again.close());
  const at = Date.parse(AT);
  const events = await again.eventsAfter(0, 10);
  assert.deepEqual(
    events.map(({ position, ...event }) => event),
    [
      { type: 'purchase', reader: 'ann', book: 'emma', at, place: 0 },
      { type: 'click', reader: 'bob', book: 'emma', at, place: 3 },
      { type: 'purchase', reader: 'ann', book: 'emma', at, place: 0 },
    ],
  );
  const [first] = events;
  assert.deepEqual(await again.eventsAfter(first?.position ?? 0, 1), events.slice(1, 2));
});

test('of a batch that can’t be kept whole nothing is kept, and the next one is', async (t) => {
  const { open } = await folder(t);
  const store = await open();
  t.after(() => store.close());
  const unheardOf = { ...purchase('b'), type: 'theft' } as unknown as ShopEvent;
  await assert.rejects(store.append([purchase('a'), unheardOf]), StoreError);
  assert.equal(await store.isEmpty(), true);
  assert.deepEqual(await store.append([purchase('a')]), [true]);
});

test('callers at the same time share transactions, and each learns of its own events', async (t) => {
  const { file } = await folder(t);
  const commits: number[] = [];
  const store = await openSqliteStore(file, {
    commitDuration: { observe() {} },
    commitEvents: { observe: (events: number) => commits.push(events) },
  });
  const calls = Array.from({ length: 40 }, (_, n) => store.append([purchase(`e${n}`), purchase('same')]));
  const answers = await Promise.all(calls);
  await store.close();
  assert.deepEqual(answers[0], [true, true]);
  assert.ok(answers.slice(1).every(([own, same]) => own && !same));
  assert.deepEqual(commits, [2, 78]);
});

test('a history is taken into an empty store only, whole, with the readers’ names', async (t) => {
  const { open } = await folder(t);
  const store = await open();
  t.after(() => store.close());
  const history = {
    readers: [{ id: 'r1', name: 'Åsa' }],
    purchases: [{ reader: 'r1', book: 'emma', at: AT }],
  };
  assert.equal(await store.isEmpty(), true);
  assert.equal(await store.seed(history), true);
  assert.equal(await store.isEmpty(), false);
  assert.equal(await store.seed(history), false);
  assert.deepEqual(await store.names(), new Map([['r1', 'Åsa']]));
  assert.equal((await store.eventsAfter(0, 10)).length, 1);
});

test('old impressions and clicks are forgotten, purchases never', async (t) => {
  const { open } = await folder(t);
  const store = await open();
  t.after(() => store.close());
  const seen = (id: string, at: string): ShopEvent => ({
    type: 'impression',
    id,
    reader: 'ann',
    book: 'emma',
    at,
    position: 1,
  });
  await store.append([
    { ...purchase('p'), at: '2025-01-01T00:00:00Z' },
    seen('old', '2026-01-01T00:00:00Z'),
    seen('new', AT),
  ]);
  assert.equal(await store.prune(Date.parse(AT)), 1);
  assert.deepEqual(
    (await store.eventsAfter(0, 10)).map(({ type }) => type),
    ['purchase', 'impression'],
  );
});

test('two processes may have the same file, and see what the other has kept', async (t) => {
  const { open } = await folder(t);
  const [one, other] = await Promise.all([open(), open()]);
  t.after(() => Promise.all([one.close(), other.close()]));
  await Promise.all([one.append([purchase('a')]), other.append([purchase('b')])]);
  assert.equal((await one.eventsAfter(0, 10)).length, 2);
});

test('a store that is held by somebody else for too long keeps nothing, says so, and goes on after', async (t) => {
  const { file, open } = await folder(t);
  const store = await open();
  t.after(() => store.close());
  const holder = new DatabaseSync(file);
  holder.exec('BEGIN IMMEDIATE');
  await assert.rejects(
    store.append([purchase('a')]),
    /recommendation\.sqlite can't be used: database is locked/,
  );
  holder.exec('ROLLBACK');
  holder.close();
  assert.deepEqual(await store.append([purchase('a')]), [true]);
});

test('files of a newer version, of another program, and of no database are refused, and left alone', async (t) => {
  const { file, open } = await folder(t);
  await (await open()).close();
  const newer = new DatabaseSync(file);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  await assert.rejects(open(), /made by a newer version of this program \(schema 99, this one knows 1\)/);

  await rm(file);
  const foreign = new DatabaseSync(file);
  foreign.exec('CREATE TABLE theirs (a)');
  foreign.close();
  await assert.rejects(open(), /another program's/);

  await writeFile(file, 'x'.repeat(5000));
  await assert.rejects(
    open(),
    (error: Error) => error instanceof StoreError && /not a database/.test(error.message),
  );
});

const noMetrics = { commitDuration: { observe() {} }, commitEvents: { observe() {} } };

async function folder(t: TestContext) {
  const path = await mkdtemp(join(tmpdir(), 'events-'));
  t.after(() => rm(path, { recursive: true }));
  const file = join(path, 'recommendation.sqlite');
  return { file, open: () => openSqliteStore(file, noMetrics) };
}
