import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopRequests } from './signals.ts';

test('an echo of the first signal is not a second request', () => {
  const calls: string[] = [];
  let now = 1_000;
  const requested = stopRequests(
    () => calls.push('stop'),
    () => calls.push('kill'),
    () => now,
  );
  requested();
  now += 20;
  requested();
  assert.deepEqual(calls, ['stop']);
  now += 500;
  requested();
  assert.deepEqual(calls, ['stop', 'kill']);
});
