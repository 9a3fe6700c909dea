import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startShop } from '../../test/support/shop.ts';
import { FORM, fails } from './test-books.ts';

test('a visitor sees the book and its price, and is asked to sign in first', async (t) => {
  const { visitor } = await startShop(t);
  const { status, html, headers } = await visitor.get('/books/emma');
  assert.equal(status, 200);
  assert.match(html, /<title>Emma – Frontpage<\/title>/);
  assert.match(html, /<h1>Emma<\/h1>/);
  assert.match(html, /by Jane Austen, 1815/);
  assert.match(html, /<p class="price">€\d+\.\d\d<\/p>/);
  assert.match(html, /<svg class="cover"/);
  assert.match(html, /href="\/sign-in\?next=%2Fbooks%2Femma"/);
  assert.doesNotMatch(html, /<script|<style|\sstyle=|\son\w+=/);
  assert.equal(headers.get('cache-control'), 'private, no-store');
});

test('a book that the shop has not is a 404', async (t) => {
  const { visitor } = await startShop(t);
  for (const path of [
    '/books/no-such-book',
    '/books/__proto__',
    '/books/..%2f..%2fetc',
    '/clicks/no-such-book',
  ]) {
    const { status, html } = await visitor.get(path);
    assert.equal(status, 404, path);
    assert.match(html, /There is no such book/, path);
  }
});

test('a book that is bought is the reader’s: the page says so, and thanks once', async (t) => {
  const { visitor, fake, metric } = await startShop(t);
  await visitor.post('/sign-in', { reader: 'r0001' });
  assert.match((await visitor.get('/books/emma')).html, FORM);
  const { status, location } = await visitor.post('/books/emma/purchases');
  assert.deepEqual([status, location], [303, '/books/emma?thanks']);

  const [purchase, ...more] = fake.ofType('purchase');
  assert.deepEqual([purchase?.reader, purchase?.book, more], ['r0001', 'emma', []]);
  const thanks = await visitor.get('/books/emma?thanks');
  assert.match(thanks.html, /Thank you. “Emma” is yours/);
  assert.match(thanks.html, /You have owned this book since <time/);
  assert.match(thanks.html, /href="\/books\/emma\/certificate.pdf"/);
  const later = await visitor.get('/books/emma');
  assert.match(later.html, /You have owned this book/);
  assert.doesNotMatch(later.html, /Thank you/);
  assert.doesNotMatch(later.html, FORM);
  assert.equal(await metric('purchases_total{outcome="bought"}'), 1);
});

test('nobody is thanked for what they do not own', async (t) => {
  const { visitor } = await startShop(t);
  assert.doesNotMatch((await visitor.get('/books/emma?thanks')).html, /Thank you/);
  await visitor.post('/sign-in', { reader: 'r0001' });
  assert.doesNotMatch((await visitor.get('/books/emma?thanks')).html, /Thank you/);
});

test('a reader of whom recommendation knows nothing owns nothing, and may buy', async (t) => {
  const { visitor, fake, recommendation } = await startShop(t);
  recommendation.behave = fails;
  await visitor.post('/sign-in', { reader: 'r9999' });
  recommendation.behave = fake.read;
  const { html } = await visitor.get('/books/emma');
  assert.match(html, FORM);
  assert.doesNotMatch(html, /can not be looked up/);
});
