import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvError, readEnv } from '@frontpage/shared/env.ts';
import { ratesEnv } from './config.ts';
import { startSchedule } from './schedule.ts';

test('runs at the pattern’s times, by the clock of UTC, until it is stopped', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-11-23T12:00:00Z') });
  const runs: string[] = [];
  const stop = startSchedule(
    '7 */2 * * *',
    async () => void runs.push(new Date().toISOString().slice(11, 16)),
  );
  for (let minute = 0; minute < 300; minute++) t.mock.timers.tick(60_000);
  stop();
  for (let minute = 0; minute < 300; minute++) t.mock.timers.tick(60_000);
  assert.deepEqual(runs, ['12:07', '14:07', '16:07']);
});

test('a pattern that is none, or never comes true, and an address that is none, are refused by name', () => {
  for (const RATES_SCHEDULE of ['hourly', '* *', '61 * * * *', '0 0 30 2 *', '0 0 0 1 1 * 2020']) {
    assert.throws(
      () => readEnv(ratesEnv, { RATES_SCHEDULE }),
      (error: EnvError) => /^RATES_SCHEDULE takes a cron pattern/.test(error.faults[0] ?? ''),
      RATES_SCHEDULE,
    );
  }
  for (const RATES_SOURCE of ['ftp://example.org/', 'daily.xml', 'http://me:secret@example.org/'])
    assert.throws(() => readEnv(ratesEnv, { RATES_SOURCE }), EnvError, RATES_SOURCE);
});

test('six fields begin with seconds; an address may have a query', () => {
  const config = readEnv(ratesEnv, {
    RATES_SCHEDULE: '*/10 * * * * *',
    RATES_SOURCE: 'https://example.org/a.xml?b=c@d',
  });
  assert.equal(config.RATES_SCHEDULE, '*/10 * * * * *');
  assert.equal(config.RATES_SOURCE, 'https://example.org/a.xml?b=c@d');
});
