import { normalQuantile } from '@frontpage/shared/latency/normal-quantile.ts';
import { createRandom } from '@frontpage/shared/random.ts';
import { type Currency, currencies } from './currencies.ts';

/** Rates come out on working days at this hour in Frankfurt, as the European Central Bank's do. */
const HOUR = 16;
const ZONE = 'Europe/Berlin';
const FRIDAY = 5;
/** The Monday on which every rate is at its base. */
const FIRST_DAY = Temporal.PlainDate.from('2024-01-01');
/** How much of its distance to the base a rate keeps from one day to the next, so that it stays near for ever. */
const PERSISTENCE = 0.98;

/** The document of one day. */
export type Publication = { readonly publishedAt: Date; readonly document: string };

/** The day whose rates are the latest at an instant. */
export function latestDay(instant: Temporal.Instant): Temporal.PlainDate {
  const now = instant.toZonedDateTimeISO(ZONE);
  const day = now.hour >= HOUR ? now.toPlainDate() : now.toPlainDate().subtract({ days: 1 });
  return day.subtract({ days: Math.max(0, day.dayOfWeek - FRIDAY) });
}

/** The publication of a working day: the same in any process, for nothing in it is left to chance. */
export function publish(day: Temporal.PlainDate): Publication {
  const published = day.toZonedDateTime({ timeZone: ZONE, plainTime: { hour: HOUR } });
  return { publishedAt: new Date(published.epochMilliseconds), document: write(day) };
}

/** A random walk of the logarithm, drawn back to the base: one normal step a working day. */
function rateOn(date: Temporal.PlainDate, { code, base, volatility }: Currency): number {
  const random = createRandom('rates-source', code);
  let distance = 0;
  for (let day = workingDays(date); day > 0; day--) {
    distance = distance * PERSISTENCE + volatility * normalQuantile(random());
  }
  return base * Math.exp(distance);
}

/** How many working days have passed since the first one. */
function workingDays(date: Temporal.PlainDate): number {
  const { days } = FIRST_DAY.until(date);
  return Math.floor(days / 7) * 5 + Math.min(4, days % 7);
}

function write(date: Temporal.PlainDate): string {
  const cubes = currencies.map((currency) => {
    const rate = rateOn(date, currency).toFixed(currency.decimals);
    return `\t\t\t<Cube currency='${currency.code}' rate='${rate}'/>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">',
    '\t<gesmes:subject>Reference rates</gesmes:subject>',
    '\t<gesmes:Sender>',
    '\t\t<gesmes:name>Frontpage, embedded source: made up, not for money</gesmes:name>',
    '\t</gesmes:Sender>',
    '\t<Cube>',
    `\t\t<Cube time='${date}'>`,
    ...cubes,
    '\t\t</Cube>',
    '\t</Cube>',
    '</gesmes:Envelope>',
    '',
  ].join('\n');
}
