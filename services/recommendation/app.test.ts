import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import { readerSchema, readersSchema } from '@frontpage/shared/contracts/readers.ts';
import { until } from '../../test/support/gateway.ts';
import { startApp } from '../../test/support/service.ts';
import { createRecommendation } from './app.ts';
import { recommendationEnv } from './config.ts';
import { openSqliteFile } from './store/sqlite-file.ts';
import { makeDataDir, purchase, startService, untilReady } from './test-service.ts';

test('a reader gets as many books as asked for, ten unless said, each with a reason', async (t) => {
  const { recommendations } = await startService(t);
  for (const [query, count] of [
    ['', 10],
    ['?limit=3', 3],
    ['?limit=50', 50],
  ] as const) {
    const { books, basis, reader } = await recommendations('r0007', query);
    assert.equal(books.length, count);
    assert.equal(basis, 'purchases');
    assert.equal(reader, 'r0007');
    assert.match(books[0]?.reason ?? '', /^because you bought ./);
  }
  const { basis, books } = await recommendations('nobody');
  assert.equal(basis, 'popularity');
  assert.equal(books[0]?.reason, 'popular with readers');
});

test('a seed decides the order; without one it holds while a reader reloads', async (t) => {
  const { recommendations } = await startService(t);
  assert.deepEqual(await recommendations('r0007', '?seed=1'), await recommendations('r0007', '?seed=1'));
  assert.notDeepEqual(await recommendations('r0007', '?seed=1'), await recommendations('r0007', '?seed=2'));
  const orders = new Set<string>();
  // One change of the ten minutes may fall in between.
  for (let n = 0; n < 4; n++) orders.add(JSON.stringify(await recommendations('r0007')));
  assert.ok(orders.size <= 2);
});

test('what can’t be taken is a 400 that names it', async (t) => {
  const { url, post } = await startService(t);
  for (const limit of ['0', '51', '2.5', 'many', '0x10', '1e1', '%203', '3&limit=4']) {
    await refused(
      fetch(`${url}/recommendations/r0007?limit=${limit}`),
      'query.limit takes a whole number from 1 to 50.',
    );
  }
  for (const seed of ['-1', '4294967296', '1.5', 'x']) {
    await refused(
      fetch(`${url}/recommendations/r0007?seed=${seed}`),
      'query.seed takes a whole number from 0 to 4294967295.',
    );
  }
  await refused(fetch(`${url}/readers?limit=0`), 'query.limit takes a whole number from 1 to 100.');
  await refused(post('{'), 'The body is no valid JSON.');
  await refused(post({ events: [] }), 'body.events takes a list of 1 to 1000 events.');
  await refused(post([]), 'body takes an object.');
  await refused(
    post({ events: [{ ...purchase('ann', 'emma'), price: 1, note: '' }] }),
    'body.events.0 takes no price, note.',
  );
  const { position, ...incomplete } = { ...purchase('ann', 'emma'), type: 'click', position: 3 };
  await refused(
    post({ events: [incomplete] }),
    'body.events.0.position takes a place on the page, a whole number from 1 to 100.',
  );
});

test('a body that is no JSON is a 415, one that is too large a 413', async (t) => {
  const { post } = await startService(t);
  assert.equal((await post('{}', 'text/plain')).status, 415);
  const large = await post(JSON.stringify({ events: [], padding: 'x'.repeat(512_000) }));
  assert.equal(large.status, 413);
  assert.match(((await large.json()) as { detail: string }).detail, /at most 512000 bytes/);
  const [longestId] = loadCatalogue()
    .books.map(({ id }) => id)
    .sort((a, b) => b.length - a.length);
  const longest = Array.from({ length: 1000 }, (_, n) => ({
    ...purchase('r'.repeat(64), longestId ?? ''),
    id: String(n).padStart(64, 'x'),
  }));
  assert.equal((await post({ events: longest })).status, 200);
});

test('a purchase changes the very next answer, is known by name and day, and counts once', async (t) => {
  const { url, opsUrl, send, recommendations } = await startService(t);
  const [first] = (await recommendations('r0007', '?seed=1')).books;
  const bought = first?.book.id ?? '';
  const event = purchase('r0007', bought);
  assert.deepEqual(await send(event), { accepted: 1, duplicates: 0 });
  assert.deepEqual(await send(event), { accepted: 0, duplicates: 1 });
  const after = await recommendations('r0007', '?seed=1&limit=50');
  assert.ok(after.books.every(({ book }) => book.id !== bought));

  const reader = readerSchema.parse(await (await fetch(`${url}/readers/r0007`)).json());
  assert.deepEqual(reader.purchases[0], { book: first?.book, at: '2026-11-23T12:00:00.000Z' });
  assert.equal(reader.purchases.filter(({ book }) => book.id === bought).length, 1);
  assert.match(reader.name, /. ./);

  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  assert.match(metrics, /recommendation_events_total\{type="purchase",outcome="accepted"\} 1\n/);
  assert.match(metrics, /recommendation_events_total\{type="purchase",outcome="duplicate"\} 1\n/);
  assert.match(metrics, /recommendation_readers 2400\n/);
});

test('a newcomer gets books for their first purchase at once; one whom nobody knows is a 404', async (t) => {
  const { url, send, recommendations } = await startService(t);
  assert.equal((await fetch(`${url}/readers/newcomer`)).status, 404);
  await send(purchase('newcomer', 'emma'), purchase('newcomer', 'no-such-book'), purchase('visitor', 'emma'));
  const { basis, books } = await recommendations('newcomer');
  assert.equal(basis, 'purchases');
  assert.equal(books[0]?.reason, 'because you bought Emma');
  assert.equal((await recommendations('visitor')).basis, 'popularity');

  const { readers, total } = readersSchema.parse(await (await fetch(`${url}/readers?limit=2`)).json());
  assert.equal(total, 2401);
  assert.deepEqual(
    readers.map(({ id }) => id),
    ['newcomer', 'r0001'],
  );
  assert.deepEqual(readers[0], { id: 'newcomer', name: 'newcomer', books: 1 });
});

test('clicks raise a book, and all is known again after a restart', async (t) => {
  const DATA_DIR = await makeDataDir(t);
  const { send, recommendations, stop } = await startService(t, { DATA_DIR });
  const ranks = async (ask: typeof recommendations) => {
    let sum = 0;
    for (let seed = 0; seed < 20; seed++) {
      const { books } = await ask('nobody', `?limit=50&seed=${seed}`);
      const index = books.findIndex(({ book }) => book.id === 'emma');
      sum += index === -1 ? 50 : index;
    }
    return sum / 20;
  };
  const before = await ranks(recommendations);
  const at = new Date().toISOString();
  for (let batch = 0; batch < 4; batch++) {
    const events = Array.from({ length: 100 }, (_, n): ShopEvent[] => {
      const seen = { reader: `b${batch}-${n}`, book: 'emma', at, position: 10 };
      return [
        { type: 'impression', id: `i${batch}-${n}`, ...seen },
        { type: 'click', id: `c${batch}-${n}`, ...seen },
      ];
    });
    assert.deepEqual(await send(...events.flat()), { accepted: 200, duplicates: 0 });
  }
  await until(async () => (await ranks(recommendations)) < before - 5);
  await stop();
  const again = await startService(t, { DATA_DIR });
  const restarted = await ranks(again.recommendations);
  assert.ok(restarted < before - 5, `mean place ${restarted + 1}, before any click ${before + 1}`);
});

test('until there is a model every route answers 503, saying why and when to come back', async (t) => {
  const DATA_DIR = await makeDataDir(t);
  const file = join(DATA_DIR, 'recommendation.sqlite');
  openSqliteFile(file).close();
  const holder = new DatabaseSync(file);
  holder.exec('BEGIN IMMEDIATE');
  const { url, opsUrl } = await startApp(t, recommendationEnv, createRecommendation, { DATA_DIR });
  for (const path of ['/recommendations/r0007', '/readers', '/readers/r0007']) {
    const response = await fetch(`${url}${path}`);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get('retry-after'), '1');
    assert.match(((await response.json()) as { detail: string }).detail, /^Not ready: what readers bought/);
  }
  holder.exec('ROLLBACK');
  holder.close();
  await untilReady(opsUrl);
  assert.equal((await fetch(`${url}/readers`)).status, 200);
});

test('what is bought at one process is soon known to another that has the same folder', async (t) => {
  const DATA_DIR = await makeDataDir(t);
  const one = await startService(t, { DATA_DIR });
  const other = await startService(t, { DATA_DIR });
  await one.send(purchase('newcomer', 'emma'));
  await until(async () => (await fetch(`${other.url}/readers/newcomer`)).ok);
  assert.equal((await other.recommendations('newcomer')).basis, 'purchases');
});

test('a file that can’t be used stops the process before it listens', async (t) => {
  const DATA_DIR = await makeDataDir(t);
  await writeFile(join(DATA_DIR, 'recommendation.sqlite'), 'x'.repeat(5000));
  await assert.rejects(
    startApp(t, recommendationEnv, createRecommendation, { DATA_DIR }),
    /the event store .*recommendation\.sqlite can't be used: file is not a database/,
  );
});

async function refused(answer: Promise<Response>, detail: string): Promise<void> {
  const response = await answer;
  assert.equal(response.status, 400);
  assert.equal(((await response.json()) as { detail: string }).detail, detail);
}
