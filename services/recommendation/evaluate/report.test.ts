import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { generateHistory } from '../history/generate.ts';
import { compareOn, tableOf } from './report.ts';
import { splitByTime } from './split.ts';

test('on the generated history every model beats popularity clearly, and that beats chance', () => {
  const purchases = generateHistory(loadCatalogue()).purchases.map(({ reader, book, at }) => ({
    user: reader,
    item: book,
    at: Date.parse(at),
  }));
  const rows = compareOn([splitByTime(purchases)], ['cosine', 'ease']);
  const [random, popularity, ...learnt] = rows.map(({ name, qualities: [quality] }) => ({
    name,
    ...quality,
  }));
  assert.ok((popularity?.hitRate ?? 0) > 2 * (random?.hitRate ?? 1));
  assert.deepEqual(
    learnt.map(({ name }) => name),
    ['cosine', 'cosine, exploring', 'ease', 'ease, exploring'],
  );
  for (const { name, hitRate = 0, ndcg = 0 } of learnt) {
    assert.ok(hitRate > 2.5 * (popularity?.hitRate ?? 1), `${name}: hit rate ${hitRate}`);
    assert.ok(ndcg > 4 * (popularity?.ndcg ?? 1), `${name}: NDCG ${ndcg}`);
  }
});

test('a table has a line a row, means and standard errors', () => {
  const qualities = [
    { hitRate: 0.1, ndcg: 0.2, coverage: 1 },
    { hitRate: 0.3, ndcg: 0.2, coverage: 1 },
  ];
  const [header, line] = tableOf([{ name: 'some', qualities, trainMs: 12.3 }]).split('\n');
  assert.match(header ?? '', /^ +hit rate@10 +NDCG@10 +coverage +training$/);
  assert.match(line ?? '', /^some +0\.2000 ± 0\.1000 +0\.2000 ± 0\.0000 +1\.0000 ± 0\.0000 +12 ms$/);
});
