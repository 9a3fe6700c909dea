import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recommendationsSchema } from '@frontpage/shared/contracts/recommendations.ts';
import { startApp } from '../../test/support/service.ts';
import { createRecommendation } from './app.ts';
import { recommendationEnv } from './config.ts';

test('a reader gets as many books as asked for, ten unless said, each with a reason', async (t) => {
  const { url } = await startApp(t, recommendationEnv, createRecommendation);
  for (const [query, count] of [
    ['', 10],
    ['?limit=3', 3],
    ['?limit=50', 50],
  ] as const) {
    const { books, basis, reader } = recommendationsSchema.parse(
      await (await fetch(`${url}/recommendations/r0007${query}`)).json(),
    );
    assert.equal(books.length, count);
    assert.equal(basis, 'purchases');
    assert.equal(reader, 'r0007');
    assert.match(books[0]?.reason ?? '', /^because you bought ./);
  }
});

test('a reader whom nobody knows gets what is popular, marked as such', async (t) => {
  const { url } = await startApp(t, recommendationEnv, createRecommendation);
  const { basis, books } = recommendationsSchema.parse(
    await (await fetch(`${url}/recommendations/nobody`)).json(),
  );
  assert.equal(basis, 'popularity');
  assert.equal(books[0]?.reason, 'popular with readers');
});

test('a limit out of range is a 400 that names the range', async (t) => {
  const { url } = await startApp(t, recommendationEnv, createRecommendation);
  for (const limit of ['0', '51', '2.5', 'many', '0x10', '1e1', '%203', '3&limit=4']) {
    const response = await fetch(`${url}/recommendations/r0007?limit=${limit}`);
    assert.equal(response.status, 400, limit);
    const { detail } = (await response.json()) as { detail: string };
    assert.equal(detail, 'query.limit takes a whole number from 1 to 50.');
  }
});
