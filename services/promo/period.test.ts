import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPeriods, isRunning, type Times } from './period.ts';
import { ms } from './test-campaigns.ts';

function runningAt(times: Partial<Times>, at: string): boolean {
  const paris = { from: '2026-06-01', until: '2026-06-08', yearly: false, timeZone: 'Europe/Paris' };
  return createPeriods({ ...paris, ...times })(ms(at)).some((period) => isRunning(period, ms(at)));
}

test('a campaign runs from its first local midnight until its last, and no longer', () => {
  assert.equal(runningAt({}, '2026-05-31T21:59:59.999Z'), false);
  assert.equal(runningAt({}, '2026-05-31T22:00:00Z'), true);
  assert.equal(runningAt({}, '2026-06-07T21:59:59.999Z'), true);
  assert.equal(runningAt({}, '2026-06-07T22:00:00Z'), false);
  assert.equal(runningAt({}, '2027-06-03T12:00:00Z'), false);
});

test('a yearly one comes again, also across new year, but not before its first year', () => {
  const times = { from: '2026-12-20', until: '2027-01-10', yearly: true };
  assert.equal(runningAt(times, '2026-01-05T12:00:00Z'), false);
  assert.equal(runningAt(times, '2027-01-05T12:00:00Z'), true);
  assert.equal(runningAt(times, '2031-12-31T23:30:00Z'), true);
  assert.equal(runningAt(times, '2032-01-09T12:00:00Z'), true);
  assert.equal(runningAt(times, '2032-01-10T12:00:00Z'), false);
});

test('where new year comes at another time than in Greenwich, it is the zone that counts', () => {
  const kiritimati = {
    from: '2027-01-01',
    until: '2027-01-02',
    yearly: true,
    timeZone: 'Pacific/Kiritimati',
  };
  assert.equal(runningAt(kiritimati, '2028-12-31T10:00:00Z'), true);
  assert.equal(runningAt(kiritimati, '2028-12-31T09:59:59Z'), false);
  const honolulu = { from: '2026-12-31', until: '2027-01-01', yearly: true, timeZone: 'Pacific/Honolulu' };
  assert.equal(runningAt(honolulu, '2030-01-01T09:59:59Z'), true);
  assert.equal(runningAt(honolulu, '2030-01-01T10:00:00Z'), false);
});

test('29 February is the 28th in a year without one', () => {
  const times = { from: '2028-02-29', until: '2028-03-01', yearly: true };
  assert.equal(runningAt(times, '2029-02-28T12:00:00Z'), true);
  assert.equal(runningAt(times, '2032-02-28T12:00:00Z'), false);
  assert.equal(runningAt(times, '2032-02-29T12:00:00Z'), true);
});

test('a time that the clocks skip is as much later; one that comes twice is the first', () => {
  const spring = { from: '2026-03-29T02:30', until: '2026-03-30' };
  assert.equal(runningAt(spring, '2026-03-29T01:29:59Z'), false);
  assert.equal(runningAt(spring, '2026-03-29T01:30:00Z'), true);
  const autumn = { from: '2026-10-25T02:30', until: '2026-10-26' };
  assert.equal(runningAt(autumn, '2026-10-25T00:29:59Z'), false);
  assert.equal(runningAt(autumn, '2026-10-25T00:30:00Z'), true);
});

test('a period is as long in local time in every year', () => {
  const times = { from: '2026-03-20', until: '2026-04-02T18:00', yearly: true, timeZone: 'Europe/Paris' };
  const periodsAround = createPeriods(times);
  const localTime = (at: number) =>
    String(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Paris').toPlainDateTime());
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2060, 0) }), (at) => {
      const periods = periodsAround(at);
      assert.ok(periods.some(({ until }) => until > at));
      for (const { from, until } of periods) {
        assert.match(localTime(from), /-03-20T00:00:00$/);
        assert.match(localTime(until), /-04-02T18:00:00$/);
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});
