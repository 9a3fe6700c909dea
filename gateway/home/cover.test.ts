import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { cover, createCovers } from './cover.ts';
import { motifOf, PALETTES } from './cover-art.ts';

const middlemarch: Book = {
  id: 'middlemarch',
  title: 'Middlemarch',
  author: 'George Eliot',
  year: 1871,
  subjects: ['manners'],
  priceCents: 1390,
};

test('a book always has the same cover, and another book another', () => {
  assert.equal(cover(middlemarch), cover({ ...middlemarch }));
  assert.notEqual(cover(middlemarch), cover({ ...middlemarch, id: 'romola', title: 'Romola' }));
});

test('the subject chooses the motif, and a subject without one has an open book', () => {
  const drawn = (subject: string) => cover({ ...middlemarch, subjects: [subject] });
  assert.notEqual(drawn('sea'), drawn('gothic'));
  assert.equal(drawn('gothic'), drawn('horror'));
  assert.equal(drawn('constructor'), drawn('memoir'));
});

test('every motif that a book of the catalogue may have is drawn', () => {
  const drawings = readFileSync(new URL('../public/covers.svg', import.meta.url), 'utf8');
  for (const subject of loadCatalogue().books.flatMap(({ subjects }) => subjects)) {
    assert.ok(drawings.includes(`<g id="${motifOf(subject)}">`), subject);
  }
});

test('covers of one subject differ in binding, and those of two in motif', () => {
  const books = Array.from({ length: 60 }, (_, n) => ({ ...middlemarch, id: `book-${n}` }));
  const outlines = (subjects: string[]) =>
    new Set(books.map((book) => /<use.*(?=<\/g>)/.exec(cover({ ...book, subjects }))?.[0]));
  assert.equal(outlines(['sea']).size, 4);
  assert.equal(outlines(['sea', 'gothic', 'war']).size, 8);
});

test('title and author are escaped', () => {
  const svg = cover({ ...middlemarch, title: `<b>&"'</b>`, author: '</svg><script>' });
  assert.equal(lettering(svg).join(' '), '&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt; &lt;/svg&gt;&lt;script&gt;');
});

test('a title runs over several lines, whole and in order', () => {
  const title = 'Twenty Thousand Leagues Under the Seas';
  const lines = lettering(cover({ ...middlemarch, title })).slice(0, -1);
  assert.ok(lines.length > 2);
  assert.equal(lines.join(' '), title);
});

test('what has no room is cut, never drawn beyond the edge', () => {
  for (const title of ['x'.repeat(500), 'many words '.repeat(50), '紅樓夢'.repeat(20)]) {
    const lines = lettering(cover({ ...middlemarch, title })).slice(0, -1);
    assert.ok(lines.length <= 6, `${lines.length} lines`);
    assert.ok(
      lines.every((line) => line.length <= 22),
      lines.join('\n'),
    );
    assert.match(lines.at(-1) ?? '', /…$/);
  }
});

test('every book of the catalogue has its title on the cover, in less than 600 bytes', () => {
  for (const book of loadCatalogue().books) {
    const svg = cover(book);
    assert.ok(Buffer.byteLength(svg) < 600, `${book.id}: ${Buffer.byteLength(svg)} bytes`);
    assert.ok(!lettering(svg).slice(0, -1).join('').includes('…'), book.title);
  }
});

test('lettering and ground have a contrast of at least 4.5 in every palette (WCAG 2.2, 1.4.3)', () => {
  for (const [ground, ink] of PALETTES) {
    const [dark, light] = [luminance(ground), luminance(ink)].sort((a, b) => a - b) as [number, number];
    assert.ok((light + 0.05) / (dark + 0.05) >= 4.5, `${ink} on ${ground}`);
  }
});

test('remembered covers are the same as drawn ones, also past the limit and after a change of title', () => {
  const remembered = createCovers(2);
  for (const id of ['middlemarch', 'romola', 'adam-bede', 'middlemarch']) {
    assert.equal(remembered({ ...middlemarch, id }), cover({ ...middlemarch, id }));
  }
  const renamed = { ...middlemarch, title: 'Middlemarch: A Study of Provincial Life' };
  assert.equal(remembered(renamed), cover(renamed));
});

/** The text of each line on a cover, as it stands in the markup: those of the title, then the author. */
function lettering(svg: string): string[] {
  return [...svg.matchAll(/<t(?:ext|span)[^>]*>([^<]*)/g)].map((match) => match[1] ?? '');
}

/** Relative luminance of `#rgb`, as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red, green, blue] = [...colour.slice(1)].map((digit) => {
    const value = Number.parseInt(digit, 16) / 15;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
