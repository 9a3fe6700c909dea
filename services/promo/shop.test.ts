import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { catalogue, ms, type Row, row, shopOf } from './test-campaigns.ts';

/** Clocks change in Cairo at midnight, on Lord Howe by half an hour; Kiritimati has each new year first. */
const zones = [
  'Europe/Paris',
  'America/New_York',
  'Africa/Cairo',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  'UTC',
];

/** In the midst of clock changes and new years of those zones. */
const turningPoints = [
  '2027-03-28T01:00:00Z',
  '2027-10-31T01:00:00Z',
  '2027-03-14T07:00:00Z',
  '2027-11-07T06:00:00Z',
  '2027-04-29T22:00:00Z',
  '2027-10-28T21:00:00Z',
  '2027-10-02T15:30:00Z',
  '2027-04-03T15:00:00Z',
  '2026-12-31T10:00:00Z',
  '2026-12-31T23:00:00Z',
  '2028-01-01T00:00:00Z',
  '2028-02-29T00:00:00Z',
].map(ms);

const anyInstant = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2031, 0, 1) }),
  fc
    .tuple(fc.constantFrom(...turningPoints), fc.integer({ min: -50, max: 50 }))
    .map(([instant, halfHours]) => instant + halfHours * 1_800_000 - (halfHours % 2)),
);

const anyPlace = { timeZone: fc.constantFrom(...zones), yearly: fc.boolean() };

/** Days at most a year long, often at a turning point. */
const anyDays = fc
  .record({
    near: fc.option(fc.constantFrom(...turningPoints), { nil: Date.UTC(2026, 6, 1) }),
    days: fc.integer({ min: -40, max: 3 }),
    length: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ near, days, length }) => {
    const from = Temporal.PlainDate.from(new Date(near).toISOString().slice(0, 10)).add({ days });
    return { from: String(from), until: String(from.add({ days: length })) };
  });

const anyRows: fc.Arbitrary<Row[]> = fc
  .array(
    fc
      .record({
        ...anyPlace,
        days: anyDays,
        priority: fc.integer({ min: 1, max: 3 }),
        discountPercent: fc.integer({ min: 10, max: 14 }),
        goods: fc.constantFrom(
          { books: ['emma'] },
          { books: ['hamlet'] },
          { books: ['emma', 'hamlet', 'walden'] },
          { subjects: ['mathematics'] },
          { books: ['calculus-made-easy', 'emma'], subjects: ['mathematics'] },
        ),
      })
      .map(({ days, goods, ...rest }) => ({ ...rest, ...days, ...goods })),
    { minLength: 1, maxLength: 7 },
  )
  .map((rows) => rows.map((overrides, i) => row({ books: [], ...overrides, id: `c${i}` })));

/** Whether a campaign runs, told by the calendar on the wall of its zone: not as the service reckons. */
function isRunning({ from, until, yearly, timeZone }: Row, at: number): boolean {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at);
  const shift = (date: string, years: number) => String(Temporal.PlainDate.from(date).add({ years }));
  return [0, 1, 2, 3, 4, 5]
    .slice(0, yearly ? 6 : 1)
    .some((years) => shift(from, years) <= today && today < shift(until, years));
}

function booksOf({ books = [], subjects = [] }: Row): string[] {
  const bySubject = subjects.flatMap((subject) => catalogue.bySubject.get(subject) ?? []);
  return [...books, ...bySubject.map(({ id }) => id)];
}

function check(property: (rows: Row[], at: number) => void): void {
  fc.assert(fc.property(anyRows, anyInstant, property), { numRuns: 150, seed: 1 });
}

test('a banner is that of a running campaign, on one of its books; one at most for a book, and the limit is kept', () => {
  check((rows, at) => {
    const shown = shopOf(rows, 2).bannersAt(at);
    const running = rows.filter((each) => isRunning(each, at));
    for (const { id, book, from, until } of shown) {
      const campaign = running.find((each) => each.id === id);
      assert.ok(campaign, `${id} is not running`);
      assert.ok(booksOf(campaign).includes(book.id));
      assert.ok(ms(from) <= at && at < ms(until));
    }
    assert.equal(new Set(shown.map(({ book }) => book.id)).size, shown.length);
    assert.ok(shown.length <= 2);
    assert.ok(shown.length >= Math.min(1, running.length), 'one runs, and none is shown');
  });
});

test('the sales are all books of running campaigns, each with the best discount, and banners say the same', () => {
  check((rows, at) => {
    const { salesAt, bannersAt } = shopOf(rows, 3);
    const best = new Map<string, number>();
    for (const each of rows.filter((each) => isRunning(each, at))) {
      for (const id of booksOf(each)) best.set(id, Math.max(best.get(id) ?? 0, each.discountPercent));
    }
    const sales = salesAt(at);
    assert.deepEqual(new Map(sales.map(({ book, discountPercent }) => [book, discountPercent])), best);
    for (const { book, discountPercent, salePriceCents, until } of sales) {
      const full = catalogue.byId.get(book)?.priceCents ?? 0;
      assert.equal(salePriceCents, Math.round((full * (100 - discountPercent)) / 100));
      assert.ok(at < ms(until));
    }
    for (const banner of bannersAt(at)) {
      const sale = sales.find(({ book }) => book === banner.book.id);
      assert.deepEqual(
        [banner.salePriceCents, banner.discountPercent, banner.until],
        [sale?.salePriceCents, sale?.discountPercent, sale?.until],
      );
    }
  });
});

for (const resource of ['promotions', 'sales'] as const) {
  const shownAt = (shop: ReturnType<typeof shopOf>, at: number) =>
    resource === 'sales' ? shop.salesAt(at) : shop.bannersAt(at);

  test(`${resource} stay as they are until the next change, and are others from that millisecond on`, () => {
    check((rows, at) => {
      const shop = shopOf(rows, 2);
      const { until } = shop[resource].at(at);
      const shown = shownAt(shop, at);
      for (const part of [0.1, 0.5, 0.99]) {
        const later = until === undefined ? at + part * 4e11 : at + part * (until - at);
        assert.deepEqual(shownAt(shop, Math.floor(later)), shown);
      }
      if (until === undefined) return;
      assert.deepEqual(shownAt(shop, until - 1), shown);
      assert.notDeepEqual(shownAt(shop, until), shown);
    });
  });

  test(`${resource} are the same bytes and tag from one change to the next, whichever process answers`, () => {
    check((rows, at) => {
      const here = shopOf(rows, 2);
      const first = here[resource].now(at);
      const until = first.until ?? at + 4e11;
      for (const later of [at, Math.floor((at + until) / 2), until - 1]) {
        const there = shopOf(rows, 2)[resource].now(later);
        assert.deepEqual([there.body, there.etag, there.until], [first.body, first.etag, first.until]);
        assert.equal(here[resource].now(later), first, 'worked out again');
      }
      const since = ms(JSON.parse(first.body.toString()).at);
      assert.ok(since <= at);
      if (since > 0) assert.deepEqual(shopOf(rows, 2)[resource].now(since).etag, first.etag);
      if (since > 0) assert.notDeepEqual(shownAt(here, since - 1), shownAt(here, since));
      if (first.until !== undefined) assert.notEqual(here[resource].now(first.until).etag, first.etag);
    });
  });
}
