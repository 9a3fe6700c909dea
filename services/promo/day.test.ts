import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayAt } from './day.ts';
import { ms } from './test-campaigns.ts';

function dayText(at: string, zone: string): string[] {
  const { date, begin, end } = dayAt(ms(at), zone);
  return [String(date), ...[begin, end].map((instant) => new Date(instant).toISOString().slice(0, 16))];
}

test('a day is as long as its clocks make it', () => {
  const spring = dayText('2026-03-29T12:00:00Z', 'Europe/Paris');
  assert.deepEqual(spring, ['2026-03-29', '2026-03-28T23:00', '2026-03-29T22:00']);
  const autumn = dayText('2026-10-25T12:00:00Z', 'Europe/Paris');
  assert.deepEqual(autumn, ['2026-10-25', '2026-10-24T22:00', '2026-10-25T23:00']);
});

test('a midnight that the clocks skip begins an hour later', () => {
  const cairo = dayText('2026-04-24T12:00:00Z', 'Africa/Cairo');
  assert.deepEqual(cairo, ['2026-04-24', '2026-04-23T22:00', '2026-04-24T21:00']);
});

test('a day that a zone leaves out is left out', () => {
  const before = dayText('2011-12-30T09:59:59Z', 'Pacific/Apia');
  assert.deepEqual([before[0], before[2]], ['2011-12-29', '2011-12-30T10:00']);
  const [after] = dayText('2011-12-30T10:00:00Z', 'Pacific/Apia');
  assert.equal(after, '2011-12-31');
});

test('a day that has ended does not come back where the clocks do', () => {
  // At 00:01 they went back to 23:01 of the day before.
  const again = dayText('2010-11-07T03:00:00Z', 'America/St_Johns');
  assert.deepEqual(again, ['2010-11-07', '2010-11-07T02:30', '2010-11-08T03:30']);
});

test('whatever the zone, an instant is within its day, and days follow each other without a gap', () => {
  const zones = ['Europe/Paris', 'Africa/Cairo', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'];
  const anyInstant = fc.integer({ min: Date.UTC(2006, 0), max: Date.UTC(2032, 0) });
  fc.assert(
    fc.property(anyInstant, fc.constantFrom(...zones), (at, zone) => {
      const { begin, end } = dayAt(at, zone);
      assert.ok(begin <= at && at < end);
      assert.equal(dayAt(end, zone).begin, end);
      assert.equal(dayAt(begin - 1, zone).end, begin);
    }),
    { numRuns: 1000, seed: 1 },
  );
});
