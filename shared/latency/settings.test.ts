import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LatencySetting } from './settings.ts';
import { createLatencySettings } from './settings.ts';

const START: LatencySetting = { latency: { distribution: 'fixed', ms: 10 }, faults: [] };
const OTHER: LatencySetting = { latency: { distribution: 'none' }, faults: [{ fault: 'hang', p: 1 }] };

test('holds the start value until overridden, and again after a reset', () => {
  const settings = createLatencySettings(START);
  assert.equal(settings.current(), START);
  settings.override(OTHER);
  assert.equal(settings.current(), OTHER);
  assert.equal(settings.expiresAt(), undefined);
  settings.reset();
  assert.equal(settings.current(), START);
});

test('an override with a time to live gives way to the start value when that is over', () => {
  let now = 1_000;
  const settings = createLatencySettings(START, () => now);
  settings.override(OTHER, 500);
  assert.equal(settings.expiresAt(), 1_500);
  now = 1_499;
  assert.equal(settings.current(), OTHER);
  now = 1_500;
  assert.equal(settings.current(), START);
  assert.equal(settings.expiresAt(), undefined);
  now = 1_499;
  assert.equal(
    settings.current(),
    START,
    'an override that is over stays over, even if the clock is set back',
  );
});

test('a new override takes the place of the old one and of its time to live', () => {
  let now = 0;
  const settings = createLatencySettings(START, () => now);
  settings.override(OTHER, 500);
  settings.override(OTHER);
  now = 10_000;
  assert.equal(settings.current(), OTHER);
});

test('an override with a time to live gives way to the one that held before it', () => {
  let now = 0;
  const settings = createLatencySettings(START, () => now);
  settings.override(OTHER);
  settings.override({ ...OTHER, faults: [] }, 500);
  assert.deepEqual(settings.current().faults, []);
  now = 500;
  assert.equal(settings.current(), OTHER);
});
