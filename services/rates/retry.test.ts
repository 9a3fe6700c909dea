import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from './retry.ts';
import type { Scraped } from './scrape.ts';
import { ScrapeError } from './scrape-error.ts';

const log = { debug() {} };
const scraped: Scraped = { quotes: undefined, validators: {}, injectedMs: 0 };

/** Scrapes that fail in this order, then succeed; tells the waits between them. */
async function waitsFor(failures: ScrapeError[], given: { random?: number; attempts?: number } = {}) {
  const { random = 1, attempts = 10 } = given;
  const waits: number[] = [];
  const left = [...failures];
  const scrape = retry(
    {
      attempts,
      backoff: 1000,
      log,
      random: () => random,
      wait: async (ms) => {
        waits.push(ms);
        return 'elapsed';
      },
    },
    async () => {
      const failure = left.shift();
      if (failure) throw failure;
      return scraped;
    },
  );
  const outcome = await scrape({ signal: new AbortController().signal }).then(
    () => 'scraped',
    (error: ScrapeError) => error.outcome,
  );
  return { waits, outcome };
}

const timeout = new ScrapeError('timeout', 'late');

test('the longest wait doubles up to a minute, and jitter takes any part of it', async () => {
  const failures = Array.from({ length: 8 }, () => timeout);
  const { waits, outcome } = await waitsFor(failures);
  assert.equal(outcome, 'scraped');
  assert.deepEqual(waits, [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  assert.deepEqual((await waitsFor(failures, { random: 0 })).waits, Array(8).fill(0));
  assert.deepEqual((await waitsFor([timeout, timeout], { random: 0.25 })).waits, [250, 500]);
});

test('Retry-After is waited for in full, and jitter comes on top', async () => {
  const throttled = new ScrapeError('throttled', 'later', { status: 429, retryAfterMs: 120_000 });
  const busy = new ScrapeError('status', 'busy', { status: 503, retryAfterMs: 5000 });
  assert.deepEqual((await waitsFor([throttled, busy], { random: 0.5 })).waits, [120_500, 6000]);
});

test('so many attempts and no more', async () => {
  const { waits, outcome } = await waitsFor([timeout, timeout, timeout], { attempts: 3 });
  assert.deepEqual([waits.length, outcome], [2, 'timeout']);
});

test('what would be the same the next time is not tried again', async () => {
  for (const outcome of ['too_large', 'malformed', 'implausible', 'aborted'] as const)
    assert.deepEqual(await waitsFor([new ScrapeError(outcome, 'bad')]), { waits: [], outcome });
  const missing = new ScrapeError('status', 'gone', { status: 404 });
  assert.deepEqual(await waitsFor([missing]), { waits: [], outcome: 'status' });
  const broken = new ScrapeError('status', 'broken', { status: 500 });
  assert.equal((await waitsFor([broken, new ScrapeError('unreachable', 'down')])).outcome, 'scraped');
});

test('a wait that is given up ends it', async () => {
  let made = 0;
  const scrape = retry(
    { attempts: 5, backoff: 1000, log, random: () => 1, wait: async () => 'aborted' },
    async () => {
      made += 1;
      throw timeout;
    },
  );
  await assert.rejects(scrape({ signal: new AbortController().signal }), timeout);
  assert.equal(made, 1);
});
