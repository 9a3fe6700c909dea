import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFeedback } from './feedback.ts';

test('beliefs follow the events, at most once a second', () => {
  let now = 1_000_000;
  const feedback = createFeedback(2, () => now);
  const before = feedback.beliefs().mean(0);
  for (let n = 0; n < 50; n++) {
    feedback.take({ type: 'impression', reader: `r${n}`, book: 0, position: 1, at: now });
    feedback.take({ type: 'click', reader: `r${n}`, book: 0, position: 1, at: now });
    feedback.take({ type: 'impression', reader: `r${n}`, book: 1, position: 1, at: now });
  }
  assert.equal(feedback.beliefs().mean(0), before);
  now += 1000;
  assert.ok(feedback.beliefs().mean(0) > before);
  assert.ok(feedback.beliefs().mean(1) < feedback.beliefs().mean(0));
});

test('a click without an impression is no evidence until that comes; an event from the future counts as of now', () => {
  const now = 1_000_000;
  const feedback = createFeedback(1, () => now);
  const far = now + 1e12;
  feedback.take({ type: 'click', reader: 'ann', book: 0, position: 2, at: far });
  assert.deepEqual(feedback.clicks(), { counted: 0, unmatched: 1 });
  feedback.take({ type: 'impression', reader: 'ann', book: 0, position: 2, at: now });
  assert.deepEqual(feedback.clicks(), { counted: 1, unmatched: 0 });
  assert.ok(Number.isFinite(feedback.beliefs().mean(0)));
});

test('a clock that is set back doesn’t keep beliefs from following the events', () => {
  let now = Date.UTC(2026, 10, 23);
  const feedback = createFeedback(1, () => now);
  const before = feedback.beliefs().mean(0);
  now -= 3_600_000;
  for (let n = 0; n < 50; n++) {
    feedback.take({ type: 'impression', reader: `r${n}`, book: 0, position: 1, at: now });
    feedback.take({ type: 'click', reader: `r${n}`, book: 0, position: 1, at: now });
  }
  assert.notEqual(feedback.beliefs().mean(0), before);
});
