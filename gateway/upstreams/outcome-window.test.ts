import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeWindow } from './outcome-window.ts';

test('outcomes count until they are older than the window, and leave little by little', () => {
  let now = 0;
  const window = outcomeWindow(1000, () => now);
  window.record(false);
  now = 500;
  window.record(true);
  window.record(false);
  assert.deepEqual(window.read(), { total: 3, failed: 2 });
  now = 999;
  assert.deepEqual(window.read(), { total: 3, failed: 2 });
  now = 1000;
  assert.deepEqual(window.read(), { total: 2, failed: 1 });
  now = 1600;
  assert.deepEqual(window.read(), { total: 0, failed: 0 });
});

test('a slice that comes round again begins empty', () => {
  let now = 50;
  const window = outcomeWindow(1000, () => now);
  window.record(false);
  now = 1050;
  window.record(true);
  assert.deepEqual(window.read(), { total: 1, failed: 0 });
});

test('a cleared window holds nothing, and records again', () => {
  const window = outcomeWindow(1000, () => 0);
  window.record(false);
  window.clear();
  assert.deepEqual(window.read(), { total: 0, failed: 0 });
  window.record(true);
  assert.deepEqual(window.read(), { total: 1, failed: 0 });
});
