import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beliefsFrom } from './beliefs.ts';
import { estimateExamination } from './examination.ts';
import { reRank } from './rerank.ts';
import { createTally } from './tally.ts';

test('without evidence the expected score of each candidate is the model’s', () => {
  const beliefs = beliefsFrom(createTally(3, 0).counts(0));
  const candidates = [0.3, 0.29, 0.1].map((score, book) => ({ book, score }));
  const sums = [0, 0, 0];
  const seeds = 4000;
  for (let seed = 0; seed < seeds; seed++) {
    for (const { book, score } of reRank(candidates, beliefs, seed)) sums[book] = (sums[book] ?? 0) + score;
  }
  for (const { book, score } of candidates) {
    const mean = (sums[book] ?? 0) / seeds;
    assert.ok(Math.abs(mean / score - 1) < 0.02, `book ${book}: ${mean}, not ${score}`);
  }
});

test('a seed gives the same list again, another one another; a score of nothing stays last', () => {
  const beliefs = beliefsFrom(createTally(50, 0).counts(0));
  const candidates = Array.from({ length: 50 }, (_, book) => ({ book, score: book === 0 ? 0 : 1 }));
  const list = (seed: number) => reRank(candidates, beliefs, seed).map(({ book }) => book);
  assert.deepEqual(list(7), list(7));
  assert.notDeepEqual(list(7), list(8));
  assert.equal(list(7).at(-1), 0);
});

test('clicks raise a book, impressions without clicks lower it, and lower places count for less', () => {
  const tally = createTally(4, 0);
  for (let n = 0; n < 1000; n++) {
    for (const [book, place] of [
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 10],
    ] as const)
      tally.impression(book, place, 0);
    if (n % 10 === 0) tally.click(0, 1, 0);
    if (n % 20 === 0) tally.click(1, 1, 0);
  }
  const { mean } = beliefsFrom(tally.counts(0));
  assert.ok(mean(0) > 1.5, `much clicked: ${mean(0)}`);
  assert.ok(mean(0) > mean(1) && mean(1) > mean(3) && mean(3) > mean(2), [0, 1, 2, 3].map(mean).join());
});

test('the places’ examination is found from books that were shown at several of them', () => {
  const truth = [1, 0.6, 0.3];
  const attraction = [0.05, 0.1, 0.2, 0.4];
  const tally = createTally(4, 0);
  for (const [book, a] of attraction.entries()) {
    for (const [k, e] of truth.entries()) {
      // The best books mostly at the top, as a ranking has it.
      const shown = 2000 * (book === 3 - k ? 10 : 1);
      for (let n = 0; n < shown; n++) tally.impression(book, k + 1, 0);
      for (let n = 0; n < Math.round(shown * a * e); n++) tally.click(book, k + 1, 0);
    }
  }
  const estimated = estimateExamination(tally.counts(0));
  for (const [k, e] of truth.entries()) {
    assert.ok(Math.abs((estimated[k] ?? 0) - e) < 0.03, `place ${k + 1}: ${estimated[k]}, in truth ${e}`);
  }
});

test('with no clicks at all the examination is the assumed one', () => {
  const tally = createTally(1, 0);
  tally.impression(0, 4, 0);
  const [first, , , fourth] = estimateExamination(tally.counts(0));
  assert.deepEqual([first, fourth], [1, 1 / 2]);
});
