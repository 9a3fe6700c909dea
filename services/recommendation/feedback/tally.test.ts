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
