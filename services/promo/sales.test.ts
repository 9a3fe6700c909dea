import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogue, ms, type Row, row, shopOf } from './test-campaigns.ts';

const JUNE_3 = ms('2026-06-03T12:00:00Z');

function campaignOnEmma(...rows: Partial<Row>[]): string | undefined {
  const shop = shopOf(rows.map((overrides, i) => row({ id: `c${i}`, ...overrides })));
  return shop.salesAt(JUNE_3).find(({ book }) => book === 'emma')?.campaign;
}

test('every book of a running campaign is on sale, once, in the order of their ids', () => {
  const rows = [row({ books: ['walden', 'emma', 'walden'], subjects: ['sea'] })];
  const sea = catalogue.bySubject.get('sea')?.map(({ id }) => id) ?? [];
  const books = shopOf(rows)
    .salesAt(JUNE_3)
    .map(({ book }) => book);
  assert.deepEqual(books, ['emma', 'walden', ...sea].sort());
  assert.deepEqual(shopOf(rows).salesAt(ms('2026-06-07T22:00:00Z')), []);
});

test('the price is reduced by the discount, to the nearest cent, and says until when', () => {
  const [sale] = shopOf([row({ discountPercent: 33 })]).salesAt(JUNE_3);
  const full = catalogue.byId.get('emma')?.priceCents ?? 0;
  assert.deepEqual(sale, {
    book: 'emma',
    campaign: 'one',
    discountPercent: 33,
    salePriceCents: Math.round((full * 67) / 100),
    until: '2026-06-07T22:00:00Z',
  });
});

test('the best discount wins, then the higher priority, then the later end, then the name', () => {
  assert.equal(campaignOnEmma({ priority: 9 }, { discountPercent: 26, priority: 1 }), 'c1');
  assert.equal(campaignOnEmma({ until: '2026-06-09' }, { priority: 6 }), 'c1');
  assert.equal(campaignOnEmma({}, { until: '2026-06-09' }), 'c1');
  assert.equal(campaignOnEmma({ id: 'b' }, { id: 'a' }), 'a');
});
