import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateExamination, noPositionBias } from './examination.ts';
import { biasedWorld, simulateReaders } from './simulate.ts';

const { world, bad, good } = biasedWorld();
const options = { pages: 4000, seed: 1 };

test('a book that attracts more rises, and a bad one that the model puts first does not stay there', () => {
  const { places, clicksPerPage } = simulateReaders(world, { ...options, estimate: estimateExamination });
  assert.ok((places[good] ?? 99) < 2, `good: place ${places[good]}, the model says ${good + 1}`);
  assert.ok((places[bad] ?? 0) > 6, `bad: place ${places[bad]}`);
  assert.ok((clicksPerPage.at(-1) ?? 0) > 1.2 * (clicksPerPage[0] ?? 0), clicksPerPage.join());
});

test('taking every place for alike leaves the bad book higher and the good one lower', () => {
  const corrected = simulateReaders(world, { ...options, estimate: estimateExamination });
  const uncorrected = simulateReaders(world, { ...options, estimate: noPositionBias });
  assert.ok((uncorrected.places[bad] ?? 99) < (corrected.places[bad] ?? 0) - 1);
  assert.ok((uncorrected.places[good] ?? 0) > (corrected.places[good] ?? 99) + 1);
});
