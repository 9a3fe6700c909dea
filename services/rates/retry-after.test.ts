import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-23T12:00:00Z');

test('seconds and HTTP dates, never below zero, never more than an hour', () => {
  assert.equal(retryAfterMs('0', now), 0);
  assert.equal(retryAfterMs('120', now), 120_000);
  assert.equal(retryAfterMs('Mon, 23 Nov 2026 12:00:30 GMT', now), 30_000);
  assert.equal(retryAfterMs('Monday, 23-Nov-26 12:00:30 GMT', now), 30_000);
  assert.equal(retryAfterMs('Mon, 23 Nov 2026 11:00:00 GMT', now), 0);
  assert.equal(retryAfterMs('99999999999999999999', now), 3_600_000);
  assert.equal(retryAfterMs('Tue, 24 Nov 2026 12:00:00 GMT', now), 3_600_000);
});

test('anything else counts as missing', () => {
  for (const header of [null, '', 'soon', '-1', '1.5', '0x10', '2026-11-23', 'Mon, 99 Nov 2026 12:00:00 GMT'])
    assert.equal(retryAfterMs(header, now), undefined, String(header));
});
