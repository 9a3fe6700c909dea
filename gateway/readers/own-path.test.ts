import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownPath } from './own-path.ts';

for (const path of [
  '/',
  '/books/emma',
  '/home/streaming?reader=r0001',
  '/a?next=//evil.example',
  '/a%2f%2fb',
]) {
  test(`${path} is a path of our own`, () => assert.equal(ownPath(path), path));
}

const foreign = [
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\t//evil.example',
  ' //evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/a/..//evil.example',
  '/a/%2e%2e//evil.example',
  '/./\\evil.example',
  'https://evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'evil.example',
  '@evil.example',
  '.evil.example',
  '',
  `/${'a'.repeat(2000)}`,
  undefined,
  7,
  ['/books', '/books'],
  { toString: () => '/' },
];
for (const given of foreign) {
  test(`${JSON.stringify(given)?.slice(0, 40)} is not, and never leads away`, () => {
    assert.equal(ownPath(given, '/safe'), '/safe');
  });
}

test('whatever is let through stays on the site that it is resolved against', () => {
  const parts = [
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '%5c',
    'evil.example',
    '@',
    ':',
    '?',
    '#',
    '\t',
    '\n',
    'a',
    ' ',
  ];
  let kept = 0;
  for (let n = 0; n < 16 ** 4; n += 1) {
    const path = `/${[n & 15, (n >> 4) & 15, (n >> 8) & 15, (n >> 12) & 15].map((part) => parts[part]).join('')}`;
    const next = ownPath(path, '');
    if (next === '') continue;
    kept += 1;
    assert.equal(
      new URL(next, 'https://shop.example/sign-in').origin,
      'https://shop.example',
      JSON.stringify(path),
    );
  }
  assert.ok(kept > 10_000);
});
