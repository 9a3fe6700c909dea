import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import fc from 'fast-check';
import { createBanners } from './banners.ts';
import { type Campaign, campaignsSchema, periodAt } from './campaign.ts';

const catalogue = loadCatalogue();

function campaign(overrides: Partial<Campaign>): Campaign {
  const [row] = campaignsSchema.parse([
    {
      id: 'one',
      title: 'One',
      text: 'A text.',
      callToAction: 'Read',
      book: 'emma',
      discountPercent: 25,
      from: '2026-06-01',
      until: '2026-06-08',
      yearly: false,
      timeZone: 'Europe/Paris',
      priority: 5,
      ...overrides,
    },
  ]);
  assert.ok(row);
  return row;
}

const at = (text: string) => Temporal.Instant.from(text);
const idsAt = (campaigns: Campaign[], text: string, limit = 4) =>
  createBanners(campaigns, catalogue, limit)(at(text)).promotions.map(({ id }) => id);

test('a campaign runs from its first local midnight until its last, and no longer', () => {
  const campaigns = [campaign({})];
  assert.deepEqual(idsAt(campaigns, '2026-05-31T21:59:59.999Z'), []);
  assert.deepEqual(idsAt(campaigns, '2026-05-31T22:00:00Z'), ['one']);
  assert.deepEqual(idsAt(campaigns, '2026-06-07T21:59:59.999Z'), ['one']);
  assert.deepEqual(idsAt(campaigns, '2026-06-07T22:00:00Z'), []);
  assert.deepEqual(idsAt(campaigns, '2027-06-03T12:00:00Z'), []);
});

test('a yearly one comes again, also across new year, but not before its first year', () => {
  const campaigns = [campaign({ from: '2026-12-20', until: '2027-01-10', yearly: true })];
  assert.deepEqual(idsAt(campaigns, '2026-01-05T12:00:00Z'), []);
  assert.deepEqual(idsAt(campaigns, '2027-01-05T12:00:00Z'), ['one']);
  assert.deepEqual(idsAt(campaigns, '2031-12-31T23:30:00Z'), ['one']);
  assert.deepEqual(idsAt(campaigns, '2032-01-09T12:00:00Z'), ['one']);
  assert.deepEqual(idsAt(campaigns, '2032-01-10T12:00:00Z'), []);
});

test('the price is reduced by the discount, to the cent', () => {
  const [promotion] = createBanners([campaign({})], catalogue, 4)(at('2026-06-03T12:00:00Z')).promotions;
  const full = catalogue.byId.get('emma')?.priceCents ?? 0;
  assert.equal(promotion?.salePriceCents, Math.round(full * 0.75));
  assert.equal(promotion?.from, '2026-05-31T22:00:00Z');
  assert.equal(promotion?.lastDay, '2026-06-07');
});

test('banners stand by priority, then by who began first; two for one book never; and no more than the limit', () => {
  const campaigns = [
    campaign({ id: 'late', book: 'dracula', from: '2026-06-02', priority: 7 }),
    campaign({ id: 'early', book: 'hamlet', priority: 7 }),
    campaign({ id: 'top', book: 'emma', priority: 9 }),
    campaign({ id: 'same-book', book: 'emma', priority: 8 }),
    campaign({ id: 'low', book: 'walden', priority: 1 }),
  ];
  assert.deepEqual(idsAt(campaigns, '2026-06-03T12:00:00Z'), ['top', 'early', 'late', 'low']);
  assert.deepEqual(idsAt(campaigns, '2026-06-03T12:00:00Z', 2), ['top', 'early']);
});

test('the next change is when what is shown changes, not when a hidden campaign does', () => {
  const campaigns = [
    campaign({ id: 'shown', priority: 9 }),
    campaign({ id: 'hidden', book: 'hamlet', from: '2026-06-03', until: '2026-06-05', priority: 1 }),
  ];
  const { until } = createBanners(campaigns, catalogue, 1)(at('2026-06-02T12:00:00Z'));
  assert.equal(until?.toString(), '2026-06-07T22:00:00Z');
});

test('a campaign for a book that is not in the catalogue is refused by name', () => {
  assert.throws(
    () => createBanners([campaign({ book: 'no-such-book' })], catalogue, 4),
    /campaign one: .*"no-such-book"/,
  );
});

test('a faulty campaign names the field and what it takes', () => {
  const faulty = { ...campaign({}), from: 'soon', timeZone: 'Mars/Olympus', discountPercent: 0 };
  const result = campaignsSchema.safeParse([faulty]);
  const paths = result.error?.issues.map(({ path }) => path.join('.'));
  assert.deepEqual(paths, ['0.discountPercent', '0.from', '0.timeZone']);
});

const zones = ['Europe/Paris', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
const anyInstant = fc
  .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2032, 0, 1) })
  .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));

test('whatever the zone, over clock changes and year ends: never shown outside its period, and true until the next change', () => {
  const anyCampaigns = fc.array(
    fc
      .record({
        start: fc.integer({ min: 0, max: 1200 }),
        days: fc.integer({ min: 1, max: 60 }),
        timeZone: fc.constantFrom(...zones),
        yearly: fc.boolean(),
        priority: fc.integer({ min: 1, max: 9 }),
        book: fc.constantFrom('emma', 'hamlet', 'dracula', 'walden'),
      })
      .map(({ start, days, ...rest }) => {
        const from = Temporal.PlainDate.from('2026-01-01').add({ days: start });
        return { ...rest, from: from.toString(), until: from.add({ days }).toString() };
      }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(
      anyCampaigns,
      anyInstant,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, instant, part) => {
        const campaigns = rows.map((row, i) => campaign({ ...row, id: `c${i}` }));
        const bannersAt = createBanners(campaigns, catalogue, 3);
        const { promotions, until } = bannersAt(instant);
        for (const { from, until: end } of promotions) {
          assert.ok(
            Temporal.Instant.compare(at(from), instant) <= 0 &&
              Temporal.Instant.compare(instant, at(end)) < 0,
          );
        }
        assert.equal(new Set(promotions.map(({ book }) => book.id)).size, promotions.length);
        if (!until) return;
        const span = until.epochMilliseconds - instant.epochMilliseconds;
        const before = Temporal.Instant.fromEpochMilliseconds(
          instant.epochMilliseconds + Math.floor((span - 1) * part),
        );
        assert.deepEqual(bannersAt(before).promotions, promotions);
        assert.notDeepEqual(bannersAt(until).promotions, promotions);
      },
    ),
    { numRuns: 300, seed: 1 },
  );
});

test('a period is as long in local time in every year', () => {
  const yearly = campaign({ from: '2026-03-20', until: '2026-04-02', yearly: true });
  fc.assert(
    fc.property(anyInstant, (instant) => {
      const period = periodAt(yearly, instant);
      assert.ok(period);
      const [from, until] = [period.from, period.until].map((i) =>
        i.toZonedDateTimeISO('Europe/Paris').toPlainDateTime(),
      );
      assert.match(String(from), /-03-20T00:00:00$/);
      assert.match(String(until), /-04-02T00:00:00$/);
    }),
    { numRuns: 200, seed: 1 },
  );
});
