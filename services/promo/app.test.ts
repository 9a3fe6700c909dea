import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { promotionsSchema, salesSchema } from '@frontpage/shared/contracts/promotions.ts';
import { startApp } from '../../test/support/service.ts';
import { createPromo } from './app.ts';
import { promoEnv } from './config.ts';
import { ms } from './test-campaigns.ts';

const resources = { promotions: promotionsSchema, sales: salesSchema };

/** Promo at an instant of the test's choosing. */
async function start(t: TestContext, now: string) {
  const clock = { now: ms(now) };
  const { url } = await startApp(t, promoEnv, (config, surroundings) =>
    createPromo(config, surroundings, () => clock.now),
  );
  return { url, clock };
}

async function ask(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const control = response.headers.get('cache-control') ?? '';
  return {
    status: response.status,
    body: await response.text(),
    etag: response.headers.get('etag') ?? '',
    control,
    maxAge: Number(/max-age=(\d+)/.exec(control)?.[1]),
  };
}

test('each resource keeps its contract, and a banner costs what its book does', async (t) => {
  const { url } = await start(t, '2026-11-23T12:00:00Z');
  const { promotions } = promotionsSchema.parse(JSON.parse((await ask(`${url}/promotions`)).body));
  const { sales } = salesSchema.parse(JSON.parse((await ask(`${url}/sales`)).body));
  assert.equal(promotions.length, 4);
  assert.ok(sales.length > 20);
  for (const { book, salePriceCents } of promotions)
    assert.equal(salePriceCents, sales.find((sale) => sale.book === book.id)?.salePriceCents);
});

for (const [resource, schema] of Object.entries(resources)) {
  test(`a copy of /${resource} is good until exactly the next change`, async (t) => {
    const { url, clock } = await start(t, '2026-10-01T00:00:00.250Z');
    for (let changes = 0; changes < 5; changes += 1) {
      const { body, etag, control, maxAge } = await ask(`${url}/${resource}`);
      assert.match(control, /^public, max-age=\d+, stale-if-error=86400$/);
      assert.ok(ms(schema.parse(JSON.parse(body)).at) <= clock.now);
      clock.now += maxAge * 1000;
      const last = await ask(`${url}/${resource}`);
      assert.deepEqual([last.maxAge, last.etag, last.body], [0, etag, body], 'changed too early');
      clock.now += 749;
      assert.equal((await ask(`${url}/${resource}`)).etag, etag, 'changed too early');
      clock.now += 1;
      assert.notEqual((await ask(`${url}/${resource}`)).etag, etag, 'not changed');
      clock.now += 250;
    }
  });

  test(`who has the /${resource} of now is told so with a 304`, async (t) => {
    const { url, clock } = await start(t, '2026-11-23T12:00:00Z');
    const { etag, control } = await ask(`${url}/${resource}`);
    assert.match(etag, /^"[\w-]{43}"$/);
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const { status, body, ...headers } = await ask(`${url}/${resource}`, { 'if-none-match': held });
      assert.deepEqual([status, body, headers.etag, headers.control], [304, '', etag, control], held);
    }
    assert.equal((await ask(`${url}/${resource}`, { 'if-none-match': '"other"' })).status, 200);
    clock.now += 86_400_000 * 40;
    assert.equal((await ask(`${url}/${resource}`, { 'if-none-match': etag })).status, 200);
  });

  test(`/${resource}?at= answers for that instant, whatever the time is`, async (t) => {
    const { url, clock } = await start(t, '2026-11-23T12:00:00Z');
    const at = (instant: string) => ask(`${url}/${resource}?at=${encodeURIComponent(instant)}`);
    const utc = await at('2027-07-14T12:00:00Z');
    assert.equal(JSON.parse(utc.body).at, '2027-07-14T12:00:00.000Z');
    assert.deepEqual(await at('2027-07-14T14:00:00+02:00'), utc);
    clock.now += 86_400_000 * 100;
    assert.deepEqual(await at('2027-07-14T12:00:00Z'), utc);
  });

  test(`an instant that is none is a 400 of /${resource} that says what one looks like`, async (t) => {
    const { url } = await start(t, '2026-11-23T12:00:00Z');
    for (const at of ['yesterday', '2026-13-01T00:00:00Z', '2026-12-24T18:00:00.123456789123Z', 'a&at=b']) {
      const { status, body } = await ask(`${url}/${resource}?at=${at}`);
      assert.equal(status, 400, at);
      const { detail } = JSON.parse(body) as { detail: string };
      assert.equal(detail, 'query.at takes an ISO 8601 instant such as 2026-12-24T18:00:00Z.');
    }
    const { status } = await ask(`${url}/${resource}?at=2026-12-24T18:00:00.123456789%2B00:00`);
    assert.equal(status, 200);
  });
}
