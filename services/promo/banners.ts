import type { Book } from '@frontpage/shared/contracts/book.ts';
import type { Promotion } from '@frontpage/shared/contracts/promotions.ts';
import type { Running } from './calendar.ts';
import { type Day, dayAt } from './day.ts';
import { type Sale, salesOf } from './sales.ts';

/**
 * The banners of these running campaigns, in the order in which they are shown: at most `limit`, and never two for
 * the same book.
 *
 * The higher priority stands first; those of the same priority take turns, a day (UTC) each. A campaign shows one of its
 * books, another one each day where it runs; if a banner above has that one, the next that is free, and if none is, the
 * campaign shows none. A banner tells the price that its book has, even where another campaign makes it.
 */
export function bannersOf(running: readonly Running[], at: number, limit: number): Promotion[] {
  const sales = salesOf(running);
  const taken = new Set<string>();
  const promotions: Promotion[] = [];
  for (const one of inTurn(running, at)) {
    if (promotions.length === limit) break;
    const book = booksInTurn(one, at).find(({ id }) => !taken.has(id));
    const sale = book && sales.get(book.id);
    if (!sale) continue;
    taken.add(sale.book.id);
    promotions.push(toPromotion(one, sale));
  }
  return promotions;
}

/** The days at whose end these campaigns' banners may become others though none of them begins or ends. */
export function turnsOf(running: readonly Running[], at: number): Day[] {
  const rotating = running.filter(({ campaign }) => campaign.books.length > 1);
  const zones = new Set(rotating.map(({ campaign }) => campaign.timeZone));
  const priorities = new Set(running.map(({ campaign }) => campaign.priority));
  if (priorities.size < running.length) zones.add(TURN_ZONE);
  return [...zones].map((zone) => dayAt(at, zone));
}

/** The day by which campaigns of the same priority take turns. */
const TURN_ZONE = 'UTC';

function inTurn(running: readonly Running[], at: number): Running[] {
  const turn = epochDay(dayAt(at, TURN_ZONE).date);
  const equals = Map.groupBy(running.toSorted(byRank), ({ campaign }) => campaign.priority);
  return [...equals.values()].flatMap((group) => rotate(group, turn));
}

function byRank(a: Running, b: Running): number {
  return (
    b.campaign.priority - a.campaign.priority ||
    a.period.from - b.period.from ||
    (a.campaign.id < b.campaign.id ? -1 : 1)
  );
}

/** The first of its books on the day on which the campaign begins, the second on the next, and so on, round and round. */
function booksInTurn({ campaign: { books, timeZone }, period }: Running, at: number): readonly Book[] {
  if (books.length === 1) return books;
  return rotate(books, epochDay(dayAt(at, timeZone).date) - epochDay(dayAt(period.from, timeZone).date));
}

function rotate<T>(list: readonly T[], by: number): T[] {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

function epochDay(date: Temporal.PlainDate): number {
  return date.since('1970-01-01', { largestUnit: 'days' }).days;
}

function toPromotion({ campaign }: Running, sale: Sale): Promotion {
  const { id, title, text, callToAction } = campaign;
  const { book, salePriceCents, period } = sale;
  return {
    id,
    title,
    text,
    callToAction,
    book,
    discountPercent: sale.campaign.discountPercent,
    salePriceCents,
    from: Temporal.Instant.fromEpochMilliseconds(period.from).toString(),
    until: Temporal.Instant.fromEpochMilliseconds(period.until).toString(),
    lastDay: dayAt(period.until - 1, sale.campaign.timeZone).date.toString(),
  };
}
