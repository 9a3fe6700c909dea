import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startShop } from '../../test/support/shop.ts';

// Every unsafe request goes through it; signing out is the simplest of them. HOST stands for the gateway's own.
const matrix: readonly [what: string, headers: Record<string, string>, status: number][] = [
  ['a form of our own', { 'sec-fetch-site': 'same-origin', origin: 'http://HOST' }, 303],
  ['an address typed by hand', { 'sec-fetch-site': 'none' }, 303],
  ['a form of another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, 403],
  ['a form of a neighbour', { 'sec-fetch-site': 'same-site', origin: 'https://blog.shop.example' }, 403],
  ['a word that no browser sends', { 'sec-fetch-site': 'anything' }, 403],
  ['Fetch Metadata goes before Origin', { 'sec-fetch-site': 'cross-site', origin: 'http://HOST' }, 403],
  ['an older browser on our own page', { origin: 'http://HOST' }, 303],
  ['the same behind a proxy with TLS', { origin: 'https://HOST' }, 303],
  ['an older browser on another site', { origin: 'https://evil.example' }, 403],
  ['another port of our host', { origin: 'http://127.0.0.1:1' }, 403],
  ['a name that begins like ours', { origin: 'http://HOST.evil.example' }, 403],
  ['a sandboxed frame', { origin: 'null' }, 403],
  ['nonsense', { origin: 'http//' }, 403],
  ['no browser at all', {}, 303],
];

test('an unsafe method is refused unless it comes from our own page, or from no browser', async (t) => {
  const { gateway, visitor } = await startShop(t);
  for (const [what, headers, status] of matrix) {
    const host = new URL(gateway.url).host;
    const sent = Object.entries(headers).map(([name, value]) => [name, value.replace('HOST', host)]);
    const answer = await visitor.post('/sign-out', {}, Object.fromEntries(sent));
    assert.equal(answer.status, status, what);
    if (status === 403) assert.match(answer.html, /page of another site/, what);
  }
});

test('PUT, DELETE and what nobody has a route for are unsafe too; GET and HEAD go on', async (t) => {
  const { gateway } = await startShop(t);
  const foreign = { 'sec-fetch-site': 'cross-site' };
  const statusOf = async (method: string) =>
    (await fetch(`${gateway.url}/sign-in`, { method, headers: foreign })).status;
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) assert.equal(await statusOf(method), 403, method);
  for (const method of ['GET', 'HEAD']) assert.equal(await statusOf(method), 200, method);
});

test('a refusal is a problem document for those who do not read HTML', async (t) => {
  const { visitor } = await startShop(t);
  const headers = { accept: 'application/json', 'sec-fetch-site': 'cross-site' };
  const answer = await visitor.post('/books/emma/purchases', {}, headers);
  assert.equal(answer.status, 403);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
});
