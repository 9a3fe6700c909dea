import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promotionsSchema } from '@frontpage/shared/contracts/promotions.ts';
import { startApp } from '../../test/support/service.ts';
import { createPromo } from './app.ts';
import { promoEnv } from './config.ts';

test('GET /promotions keeps its contract, and its max-age ends at the next change', async (t) => {
  const { url } = await startApp(t, promoEnv, createPromo);
  const response = await fetch(`${url}/promotions`);
  const { promotions } = promotionsSchema.parse(await response.json());
  assert.ok(promotions.length >= 3 && promotions.length <= 4);
  assert.match(response.headers.get('cache-control') ?? '', /^public, max-age=\d+, stale-if-error=\d+$/);
});

test('?at= shows the banners of that instant, until exactly when they change', async (t) => {
  const { url } = await startApp(t, promoEnv, createPromo);
  async function at(instant: string) {
    const response = await fetch(`${url}/promotions?at=${encodeURIComponent(instant)}`);
    const { promotions } = promotionsSchema.parse(await response.json());
    return {
      ids: promotions.map(({ id }) => id),
      maxAge: Number(/max-age=(\d+)/.exec(response.headers.get('cache-control') ?? '')?.[1]),
    };
  }
  const start = Temporal.Instant.from('2027-02-01T00:00:00Z');
  const { ids, maxAge } = await at(start.toString());
  assert.deepEqual((await at('2027-02-01T01:00:00+01:00')).ids, ids);
  assert.deepEqual((await at(start.add({ seconds: maxAge - 1 }).toString())).ids, ids);
  assert.notDeepEqual((await at(start.add({ seconds: maxAge }).toString())).ids, ids);
});

test('an instant that is none is a 400 that says what one looks like', async (t) => {
  const { url } = await startApp(t, promoEnv, createPromo);
  for (const at of ['yesterday', '2026-13-01T00:00:00Z', '2026-12-24T18:00:00.123456789123Z', 'a&at=b']) {
    const response = await fetch(`${url}/promotions?at=${at}`);
    assert.equal(response.status, 400, at);
    const { detail } = (await response.json()) as { detail: string };
    assert.equal(detail, 'query.at takes an ISO 8601 instant such as 2026-12-24T18:00:00Z.');
  }
  assert.equal((await fetch(`${url}/promotions?at=2026-12-24T18:00:00.123456789%2B00:00`)).status, 200);
});
