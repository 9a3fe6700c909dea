import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceRequest } from './fetch-source.ts';
import { createKeeper } from './keeper.ts';
import type { Publisher } from './publisher.ts';
import type { Scraped } from './scrape.ts';
import { ScrapeError } from './scrape-error.ts';
import type { Snapshot } from './snapshot.ts';
import { type LogLine, noteLog } from './test-log.ts';
import { sampleRates } from './test-source.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const URL = 'http://127.0.0.1:1/';
const quotes = { date: '2026-11-20', rates: sampleRates() };

/** A keeper whose scrapes end as told, and what it asked for, published and logged. */
function start(scrape: (request: SourceRequest) => Promise<Scraped>) {
  const asked: SourceRequest[] = [];
  const published: Snapshot[] = [];
  const lines: LogLine[] = [];
  const state = { now: NOW, url: URL };
  const publisher: Publisher = {
    current: () => published.at(-1),
    answer: () => undefined,
    publish: async (snapshot) => void published.push(snapshot),
  };
  const keeper = (url: string) =>
    createKeeper({
      url,
      publisher,
      now: () => state.now,
      log: noteLog(lines),
      scrape: (request) => {
        asked.push(request);
        return scrape(request);
      },
    });
  return { asked, published, lines, state, keeper: keeper(URL), elsewhere: keeper('http://127.0.0.1:2/') };
}

test('one scrape at a time: a second update joins the first', async () => {
  const { promise, resolve } = Promise.withResolvers<Scraped>();
  const { asked, published, keeper } = start(() => promise);
  const updates = [keeper.update(), keeper.update()];
  resolve({ quotes, validators: {}, injectedMs: 0 });
  await Promise.all(updates);
  assert.deepEqual([asked.length, published.length], [1, 1]);
  await keeper.update();
  assert.equal(asked.length, 2);
});

test('asks with the validators of what it published, and 304 confirms the same rates anew', async () => {
  const answers: Scraped[] = [
    { quotes, validators: { etag: '"a"' }, injectedMs: 0 },
    { quotes: undefined, validators: { etag: '"a"' }, injectedMs: 0 },
  ];
  const { asked, published, state, keeper, elsewhere } = start(async () => answers.shift() ?? assert.fail());
  await keeper.update();
  state.now += 3_600_000;
  await keeper.update();
  assert.deepEqual(
    asked.map(({ validators }) => validators),
    [{}, { etag: '"a"' }],
  );
  assert.deepEqual(
    published.map(({ rates }) => rates.confirmedAt),
    ['2026-11-23T12:00:00.000Z', '2026-11-23T13:00:00.000Z'],
  );
  assert.deepEqual(published[1]?.rates.rates, quotes.rates);
  await elsewhere.update();
  assert.deepEqual(asked[2]?.validators, {}, 'another source knows nothing of them');
});

test('a failure leaves the rates as they are, with one warning; the return is told', async () => {
  const endings = [true, false, false, true];
  const { published, lines, keeper } = start(async () => {
    if (endings.shift()) return { quotes, validators: {}, injectedMs: 0 };
    throw new ScrapeError('timeout', 'no whole answer within 10 ms');
  });
  for (let i = 0; i < 4; i++) await keeper.update();
  assert.equal(published.length, 2);
  assert.deepEqual(
    lines.map(({ level, message }) => [level, message]),
    [
      ['info', 'rates of 2026-11-20 confirmed'],
      ['warn', 'the rates stay as they were: no whole answer within 10 ms'],
      ['warn', 'the rates stay as they were: no whole answer within 10 ms'],
      ['info', 'rates of 2026-11-20 confirmed'],
    ],
  );
});

test('a source that wants to be left alone is, by the schedule too; a clock that is set back ends that', async () => {
  const { asked, state, keeper } = start(async () => {
    throw new ScrapeError('throttled', 'the source answered with 429', { retryAfterMs: 60_000 });
  });
  await keeper.update();
  state.now += 59_999;
  await keeper.update();
  assert.equal(asked.length, 1);
  state.now += 1;
  await keeper.update();
  assert.equal(asked.length, 2);
  state.now -= 3_600_000;
  await keeper.update();
  assert.equal(asked.length, 3);
});

test('closing gives up what is under way, without a word', async () => {
  const { lines, keeper } = start(
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ScrapeError('aborted', 'left')));
      }),
  );
  const update = keeper.update();
  await keeper.close();
  await update;
  assert.deepEqual(lines, []);
});
