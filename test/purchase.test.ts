import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startMesh } from '../scripts/mesh/start-mesh.ts';
import { createVisitor } from './support/shop.ts';

const booksOn = (html: string) =>
  [...html.matchAll(/<h3><a href="\/clicks\/([\w-]+)/g)].map(([, id]) => String(id));

test('a purchase changes the next page, whether or not the page before was kept', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'purchase-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const mesh = await startMesh({ env: { DATA_DIR: folder } });
  t.after(() => mesh.stop());
  const visitor = createVisitor(mesh.url);
  const { html: signIn } = await visitor.get('/sign-in');
  const [, reader = ''] = /name="reader" value="(r\d+)"/.exec(signIn) ?? [];
  await visitor.post('/sign-in', { reader });

  for (const strategy of ['cached', 'concurrent']) {
    await visitor.get(`/home/${strategy}`);
    const before = booksOn((await visitor.get(`/home/${strategy}`)).html);
    const [book = ''] = before;
    assert.match((await visitor.get(`/books/${book}`)).html, /Buy this book/);
    const { location } = await visitor.post(`/books/${book}/purchases`);
    assert.equal(location, `/books/${book}?thanks`);
    assert.match((await visitor.get(`/books/${book}?thanks`)).html, /Thank you/);
    const after = booksOn((await visitor.get(`/home/${strategy}`)).html);
    assert.equal(before.length, 10);
    assert.equal(after.length, 10);
    assert.ok(!after.includes(book), `${book} is recommended after it was bought`);
  }
});
