import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, ms, row, shopOf } from './test-campaigns.ts';

const JUNE_3 = ms('2026-06-03T12:00:00Z');

test('banners stand by priority, and no more than the limit', () => {
  const rows = [
    row({ id: 'low', books: ['walden'], priority: 1 }),
    row({ id: 'top', books: ['emma'], priority: 9 }),
    row({ id: 'middle', books: ['hamlet'], priority: 5 }),
  ];
  const idsAt = (limit: number) =>
    shopOf(rows, limit)
      .bannersAt(JUNE_3)
      .map(({ id }) => id);
  assert.deepEqual(idsAt(4), ['top', 'middle', 'low']);
  assert.deepEqual(idsAt(2), ['top', 'middle']);
});

test('campaigns of the same priority take turns at a place, a day each', () => {
  const rows = ['emma', 'hamlet', 'walden'].map((book) => row({ id: book, books: [book] }));
  const { bannersAt } = shopOf(rows, 1);
  const shown = [2, 3, 4, 5].map((day) => bannersAt(Date.UTC(2026, 5, day)).map(({ id }) => id));
  assert.equal(new Set(shown.slice(0, 3).flat()).size, 3);
  assert.deepEqual(shown[3], shown[0]);
});

test('a campaign shows its books one after another, each from a midnight where it runs', () => {
  const { bannersAt } = shopOf([row({ books: ['emma', 'hamlet'], subjects: ['mathematics'] })]);
  const bookAt = (at: string) => bannersAt(ms(at))[0]?.book.id;
  assert.equal(bookAt('2026-05-31T22:00:00Z'), 'emma');
  assert.equal(bookAt('2026-06-01T21:59:59.999Z'), 'emma');
  assert.equal(bookAt('2026-06-01T22:00:00Z'), 'hamlet');
  assert.equal(bookAt('2026-06-02T22:00:00Z'), catalogue.bySubject.get('mathematics')?.[0]?.id);
});

test('a book that a banner above has is passed over, and a campaign without another shows none', () => {
  const rows = [
    row({ id: 'top', priority: 9 }),
    row({ id: 'other-book', books: ['emma', 'hamlet', 'walden'], priority: 8, from: '2026-06-03' }),
    row({ id: 'no-book', priority: 7 }),
  ];
  const shown = shopOf(rows).bannersAt(JUNE_3);
  assert.deepEqual(
    shown.map(({ id, book }) => [id, book.id]),
    [
      ['top', 'emma'],
      ['other-book', 'hamlet'],
    ],
  );
});

test('a banner says what its book costs, and until when, where another campaign makes that price', () => {
  const rows = [
    row({ id: 'shown', priority: 9 }),
    row({ id: 'dearer', discountPercent: 40, from: '2026-06-02', until: '2026-06-04', priority: 1 }),
  ];
  const { bannersAt, promotions } = shopOf(rows, 1);
  const full = catalogue.byId.get('emma')?.priceCents ?? 0;
  const [first, second] = [bannersAt(ms('2026-06-01T12:00:00Z'))[0], bannersAt(JUNE_3)[0]];
  assert.deepEqual([first?.id, second?.id], ['shown', 'shown']);
  assert.equal(first?.salePriceCents, Math.round(full * 0.75));
  assert.deepEqual([first.discountPercent, first.lastDay], [25, '2026-06-07']);
  assert.equal(first.from, '2026-05-31T22:00:00Z');
  assert.equal(second?.salePriceCents, Math.round(full * 0.6));
  assert.deepEqual([second.discountPercent, second.lastDay], [40, '2026-06-03']);
  assert.equal(promotions.at(JUNE_3).until, ms('2026-06-03T22:00:00Z'));
});

test('the next change is when what is shown changes, not when a hidden campaign does', () => {
  const rows = [
    row({ priority: 9 }),
    row({
      id: 'hidden',
      subjects: ['sea'],
      discountPercent: 1,
      from: '2026-06-03',
      until: '2026-06-05',
      priority: 1,
    }),
  ];
  const { promotions, sales } = shopOf(rows, 1);
  const June2 = ms('2026-06-02T12:00:00Z');
  assert.equal(promotions.at(June2).until, ms('2026-06-07T22:00:00Z'));
  assert.equal(sales.at(June2).until, ms('2026-06-02T22:00:00Z'));
});
