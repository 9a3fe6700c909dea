import type { Quotes } from './quotes.ts';

/** Fewer currencies than this are no market's; the European Central Bank quotes about thirty. */
const LEAST_CURRENCIES = 20;
/** From one day to the next, a rate stays within this factor either way. */
const MOST_MOVE = 1.3;
/** Against rates older than this many days, any move is possible. */
const STALE_DAYS = 30;
/** The first day on which rates of the euro were published. */
const FIRST_DAY = '1999-01-04';

/** What can't be right about these rates, whatever is said again and again; undefined where nothing is. */
export function findFault(quotes: Quotes, last: Quotes | undefined, now: number): string | undefined {
  const currencies = Object.entries(quotes.rates);
  if (currencies.length < LEAST_CURRENCIES)
    return `${currencies.length} currencies, fewer than ${LEAST_CURRENCIES}`;
  const [worthless] = currencies.filter(([, rate]) => !(Number.isFinite(rate) && rate > 0));
  if (worthless) return `${worthless[0]} at ${worthless[1]}`;
  if (quotes.rates.EUR !== undefined) return 'the euro is quoted against itself';
  if (quotes.date < FIRST_DAY) return `the date ${quotes.date} is before the euro`;
  if (quotes.date > today(now)) return `the date ${quotes.date} is still to come`;
  if (last && quotes.date < last.date) return `the date ${quotes.date} is before the last one, ${last.date}`;
  return undefined;
}

/** The currencies that moved further than is usual, unless the last rates are too old to tell; each with its move. */
export function findJumps(quotes: Quotes, last: Quotes): string[] {
  if (daysBetween(last.date, quotes.date) > STALE_DAYS) return [];
  return Object.entries(quotes.rates).flatMap(([currency, rate]) => {
    const before = last.rates[currency];
    if (before === undefined || Math.max(rate / before, before / rate) <= MOST_MOVE) return [];
    return [`${currency} from ${before} to ${rate}`];
  });
}

/** The date where the European Central Bank is, which is ahead of UTC's late in the evening. */
function today(now: number): string {
  return Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO('Europe/Berlin')
    .toPlainDate()
    .toString();
}

function daysBetween(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days;
}
