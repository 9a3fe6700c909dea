import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClickFilter } from './clicks.ts';

test('a click counts once for an impression, and again only after another one', () => {
  const filter = createClickFilter();
  assert.equal(filter.impression('ann', 1, 10), undefined);
  assert.equal(filter.impression('ann', 1, 11), undefined);
  assert.equal(filter.click('ann', 1, { at: 12, place: 1 }), true);
  assert.equal(filter.click('ann', 1, { at: 13, place: 1 }), false);
  assert.equal(filter.impression('ann', 1, 20), undefined);
  assert.equal(filter.click('ann', 1, { at: 21, place: 1 }), true);
});

test('a click on what was not shown to this reader, or not this book, or before it was shown, does not count', () => {
  const filter = createClickFilter();
  filter.impression('ann', 1, 10);
  assert.equal(filter.click('bob', 1, { at: 12, place: 1 }), false);
  assert.equal(filter.click('ann', 2, { at: 12, place: 1 }), false);
  assert.equal(filter.click('ann', 1, { at: 9, place: 1 }), false);
});

test('a click that overtook its impression counts when that comes; one that is older than it does not', () => {
  const filter = createClickFilter();
  const click = { at: 12, place: 4 };
  assert.equal(filter.click('ann', 1, click), false);
  assert.equal(filter.impression('ann', 1, 10), click);
  assert.equal(filter.impression('ann', 1, 10), undefined);
  assert.equal(filter.click('bob', 1, click), false);
  assert.equal(filter.impression('bob', 1, 13), undefined);
});
