import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sales } from '@frontpage/shared/contracts/promotions.ts';
import { pricesBy } from './price.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');
const emma = { id: 'emma', priceCents: 1290 };

function salesOf(...sales: Partial<Sales['sales'][number]>[]): Sales {
  const sale = { book: 'emma', campaign: 'austen', discountPercent: 10, salePriceCents: 1161 };
  return {
    at: '2026-11-23T12:00:00Z',
    sales: sales.map((each) => ({ ...sale, until: '2026-11-23T13:00:00Z', ...each })),
  };
}

test('a price is reduced while its sale runs, and no longer, though nothing newer is known', () => {
  let now = noon;
  const sales = salesOf({});
  const priceOf = pricesBy(
    () => sales,
    () => now,
  );
  assert.deepEqual(priceOf(emma), {
    priceCents: 1290,
    salePriceCents: 1161,
    discountPercent: 10,
    until: '2026-11-23T13:00:00Z',
  });
  now = noon + 3_600_000 - 1;
  assert.equal(priceOf(emma).salePriceCents, 1161);
  now = noon + 3_600_000;
  assert.deepEqual(priceOf(emma), { priceCents: 1290 });
});

test('newer sales take the place of older ones as a whole; before the first there are none', () => {
  let sales: Sales | undefined;
  const priceOf = pricesBy(
    () => sales,
    () => noon,
  );
  const ulysses = { id: 'ulysses', priceCents: 1490 };
  assert.deepEqual(priceOf(emma), { priceCents: 1290 });
  sales = salesOf({});
  assert.equal(priceOf(emma).salePriceCents, 1161);
  sales = salesOf({ book: 'ulysses', salePriceCents: 745, discountPercent: 50 });
  assert.deepEqual([priceOf(emma).salePriceCents, priceOf(ulysses).salePriceCents], [undefined, 745]);
});

test('what would not make a book cheaper is no sale', () => {
  const priceOf = pricesBy(
    () => salesOf({ salePriceCents: 1290 }),
    () => noon,
  );
  assert.deepEqual(priceOf(emma), { priceCents: 1290 });
});
