import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTally, HALF_LIFE_MS, PLACES } from './tally.ts';

test('what happened counts half after each half-life, wherever time is counted from', () => {
  for (const epoch of [0, 5 * HALF_LIFE_MS, -300 * HALF_LIFE_MS]) {
    const tally = createTally(2, epoch);
    tally.impression(1, 3, 0);
    tally.impression(1, 3, HALF_LIFE_MS);
    tally.click(1, 3, HALF_LIFE_MS);
    const { impressions, clicksByBook, clicksByPlace, deepest } = tally.counts(2 * HALF_LIFE_MS);
    assert.equal(impressions[PLACES + 2], 1 / 4 + 1 / 2);
    assert.deepEqual([...clicksByBook], [0, 1 / 2]);
    assert.equal(clicksByPlace[2], 1 / 2);
    assert.equal(deepest, 3);
  }
});

test('a clock that is set by decades forgets what was counted before, and counts what comes after', () => {
  for (const epoch of [0, Date.UTC(2090, 0)]) {
    const tally = createTally(1, epoch);
    tally.impression(0, 1, epoch);
    const now = Date.UTC(2026, 10, 23);
    if (epoch > now) assert.equal(tally.counts(now).impressions[0], 0);
    tally.impression(0, 1, now);
    tally.click(0, 1, now);
    const { impressions, clicksByBook, clicksByPlace } = tally.counts(now);
    assert.deepEqual([impressions[0], clicksByBook[0], clicksByPlace[0]], [1, 1, 1]);
  }
});

test('what happened long before counting began counts nothing', () => {
  const tally = createTally(1, Date.UTC(2026, 10, 23));
  tally.impression(0, 1, Date.UTC(1970, 0, 2));
  tally.impression(0, 1, Date.UTC(2026, 10, 23));
  assert.equal(tally.counts(Date.UTC(2026, 10, 23)).impressions[0], 1);
});
