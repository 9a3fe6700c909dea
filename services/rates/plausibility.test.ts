import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCheck } from './check.ts';
import { createDoubt } from './doubt.ts';
import type { Quotes } from './quotes.ts';
import { sampleRates } from './test-source.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-23T12:00:00Z');

function quotes(date: string, given: Record<string, number> = {}, count = 25): Quotes {
  return { date, rates: sampleRates(given, count) };
}

/** A check against last rates, and what it says; time and last rates can be set. */
function checker(last?: Quotes) {
  const state = { last, now: NOW };
  const check = createCheck({
    lastRates: () => state.last,
    now: () => state.now,
    isDoubtOver: createDoubt(),
  });
  function says(given: Quotes): string {
    try {
      check(given);
      return 'plausible';
    } catch (error) {
      return (error as Error).message;
    }
  }
  return Object.assign(state, { says });
}

test('rates of today, of Friday, and of the day that has begun in Frankfurt already are plausible', () => {
  const { says } = checker(quotes('2026-11-20'));
  assert.equal(says(quotes('2026-11-23')), 'plausible');
  assert.equal(says(quotes('2026-11-20')), 'plausible');
  const late = checker();
  late.now = Date.parse('2026-11-23T23:30:00Z');
  assert.equal(late.says(quotes('2026-11-24')), 'plausible');
});

test('the future, the past before the last rates, and the time before the euro are not', () => {
  const { says } = checker(quotes('2026-11-20'));
  assert.match(says(quotes('2026-11-24')), /still to come/);
  assert.match(says(quotes('2026-11-19')), /before the last one, 2026-11-20/);
  assert.match(checker().says(quotes('1998-12-31')), /before the euro/);
});

test('too few currencies, one that is worth nothing, or the euro itself are not', () => {
  const { says } = checker();
  assert.equal(says(quotes('2026-11-20', {}, 20)), 'plausible');
  assert.match(says(quotes('2026-11-20', {}, 19)), /19 currencies/);
  for (const rate of [0, -1, Number.POSITIVE_INFINITY, Number.NaN]) {
    assert.match(says(quotes('2026-11-20', { USD: rate })), /USD at/);
  }
  assert.match(says(quotes('2026-11-20', { EUR: 1 })), /against itself/);
});

test('a rate may move by a factor of 1.3 either way, and no further', () => {
  const { says } = checker(quotes('2026-11-20', { USD: 1 }));
  assert.equal(says(quotes('2026-11-23', { USD: 1.3 })), 'plausible');
  assert.equal(says(quotes('2026-11-23', { USD: 0.77 })), 'plausible');
  assert.match(says(quotes('2026-11-23', { USD: 1.31 })), /USD from 1 to 1.31$/);
  assert.match(says(quotes('2026-11-23', { USD: 0.76 })), /USD from 1 to 0.76$/);
  assert.equal(says(quotes('2026-11-23', { XYZ: 500 })), 'plausible');
});

test('against rates of more than thirty days ago any move is plausible', () => {
  assert.match(
    checker(quotes('2026-10-24', { USD: 1 })).says(quotes('2026-11-23', { USD: 2 })),
    /implausible/,
  );
  assert.equal(checker(quotes('2026-10-23', { USD: 1 })).says(quotes('2026-11-23', { USD: 2 })), 'plausible');
});

test('a devaluation is believed once it was given for a day, also while its rate moves on', () => {
  const state = checker(quotes('2026-11-20', { USD: 1 }));
  for (let hour = 0; hour < 24; hour++) {
    state.now = NOW + hour * HOUR;
    assert.match(state.says(quotes('2026-11-23', { USD: 2 + hour / 100 })), /implausible/);
  }
  state.now = NOW + 24 * HOUR;
  assert.equal(state.says(quotes('2026-11-24', { USD: 2.2 })), 'plausible');
});

test('given twice in a day is not often enough', () => {
  const state = checker(quotes('2026-11-20', { USD: 1 }));
  state.says(quotes('2026-11-23', { USD: 2 }));
  state.now = NOW + 30 * HOUR;
  assert.match(state.says(quotes('2026-11-24', { USD: 2 })), /implausible/);
  assert.equal(state.says(quotes('2026-11-24', { USD: 2 })), 'plausible');
});

test('a misprint is never believed: another one, or the last rates confirmed meanwhile, begin a new doubt', () => {
  const state = checker(quotes('2026-11-20', { USD: 1 }));
  for (let hour = 0; hour < 48; hour++) {
    state.now = NOW + hour * HOUR;
    assert.match(state.says(quotes('2026-11-23', { USD: hour % 2 ? 2 : 9 })), /implausible/);
  }
  for (let hour = 48; hour < 96; hour++) {
    state.now = NOW + hour * HOUR;
    if (hour % 12 === 0) state.last = quotes('2026-11-20', { USD: 1 });
    assert.match(state.says(quotes('2026-11-23', { USD: 2 })), /implausible/);
  }
});
