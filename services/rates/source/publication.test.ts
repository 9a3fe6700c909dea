import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFault, findJumps } from '../plausibility.ts';
import { parseQuotes } from '../quotes.ts';
import { latestDay, publish } from './publication.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const latest = (text: string) => latestDay(Temporal.Instant.from(text)).toString();

test('a day’s rates come out at four in the afternoon in Frankfurt, in winter and in summer', () => {
  assert.equal(latest('2026-11-24T14:59:59Z'), '2026-11-23');
  assert.equal(latest('2026-11-24T15:00:00Z'), '2026-11-24');
  assert.equal(latest('2026-07-07T13:59:59Z'), '2026-07-06');
  assert.equal(latest('2026-07-07T14:00:00Z'), '2026-07-07');
});

test('from Friday afternoon until Monday afternoon they are Friday’s', () => {
  for (const instant of [
    '2026-11-20T15:00:00Z',
    '2026-11-21T18:00:00Z',
    '2026-11-22T18:00:00Z',
    '2026-11-23T14:00:00Z',
  ])
    assert.equal(latest(instant), '2026-11-20', instant);
  assert.equal(publish(day('2026-11-20')).publishedAt.toISOString(), '2026-11-20T15:00:00.000Z');
});

test('one day is always the same, and another one is another', () => {
  const { document } = publish(day('2026-11-20'));
  assert.equal(publish(day('2026-11-20')).document, document);
  for (const other of ['2026-11-19', '2026-11-23'])
    assert.notDeepEqual(parseQuotes(publish(day(other)).document).rates, parseQuotes(document).rates);
});

test('day after day, for ten years, the rates are plausible and stay near their base', () => {
  let last = parseQuotes(publish(day('2026-01-02')).document);
  const first = last;
  for (let date = day('2026-01-05'); date.year < 2036; date = date.add({ days: 31 })) {
    const working = date.subtract({ days: Math.max(0, date.dayOfWeek - 5) });
    const quotes = parseQuotes(publish(working).document);
    assert.equal(findFault(quotes, last, Date.parse(working.add({ days: 1 }).toString())), undefined);
    assert.deepEqual(findJumps({ ...quotes, date: last.date }, last), []);
    for (const [code, rate] of Object.entries(quotes.rates)) {
      const ratio = rate / (first.rates[code] ?? 0);
      assert.ok(ratio > 0.7 && ratio < 1.5, `${code} from ${first.rates[code]} to ${rate} by ${working}`);
    }
    last = quotes;
  }
});
