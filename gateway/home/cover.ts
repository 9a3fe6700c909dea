import type { Book } from '@frontpage/shared/contracts/book.ts';
import { motifOf, PALETTES } from './cover-art.ts';

/**
 * Draws a book's cover as an SVG element for use inside an HTML page: title and author over a motif that stands for one of
 * its first two subjects, bound in one of several ways; which, and the colours, follow from the id. The same book always
 * has the same cover. It has no accessible name (`aria-hidden`), since the title stands beside it; its motif comes from
 * `/covers.svg`, its typeface from the page's style sheet.
 */
export function cover(book: Book): string {
  const seed = hash(book.id);
  const [ground, ink, shape, accent] = PALETTES[seed % PALETTES.length] ?? PALETTES[0];
  const motif = motifOf(book.subjects[(seed >>> 20) % Math.min(2, book.subjects.length)]);
  const binding = BINDINGS[(seed >>> 24) % BINDINGS.length] ?? '';
  return (
    `<svg class="cover" viewBox="0 0 120 180" aria-hidden="true"><path fill="${ground}" d="M0 0h120v180H0z"/>` +
    `<g fill="${shape}" color="${accent}"><use href="/covers.svg#${motif}"/>${binding}</g>` +
    `${lettering(book, ink)}</svg>`
  );
}

/** `cover`, remembering what it drew, up to `limit` books: a page asks for the same few again and again. */
export function createCovers(limit = 1024): (book: Book) => string {
  const drawn = new Map<string, { book: Book; svg: string }>();
  return function rememberedCover(book) {
    const known = drawn.get(book.id);
    if (known && known.book.title === book.title && known.book.author === book.author) return known.svg;
    if (drawn.size >= limit) drawn.clear();
    const svg = cover(book);
    drawn.set(book.id, { book, svg });
    return svg;
  };
}

/** Sizes to try for a title, from large to small, each with the most lines that leave the motif its room. */
const SMALLEST = [8, 6] as const;
const SIZES = [[18, 2], [15, 3], [12, 4], [10, 5], SMALLEST] as const;

/** What is drawn at the cover's edges: nothing, a line above the title, a joint along the back, corners. */
const BINDINGS = [
  '',
  '<path d="M10 6h100v2H10z"/>',
  '<path d="M3 0h2v180H3z"/>',
  '<path d="M0 0h12L0 12zm120 0h-12l12 12z"/>',
] as const;

const LINE = 102; // from the margin on the left, 10 of the cover's 120 units, to a little before the edge
const EM = 0.6; // what a bold serif character takes, in ems, on average or a little more

/** The title on as few lines as it needs, as large as it may be, and the author below. */
function lettering(book: Book, ink: string): string {
  const { size, lines } = setTitle(book.title);
  const [first = '', ...others] = lines.map(escapeMarkup);
  const set = others.map((line) => `<tspan x="10" dy="1.1em">${line}</tspan>`);
  const author = escapeMarkup(cut(book.author, 28));
  return (
    `<text fill="${ink}" x="10" y="${Math.round(12 + size * 0.9)}" font-size="${size}">${first}${set.join('')}` +
    `<tspan class="by" x="10" dy="13">${author}</tspan></text>`
  );
}

function setTitle(title: string): { size: number; lines: string[] } {
  for (const [size, most] of SIZES) {
    const room = roomAt(size);
    const lines = wrap(title, room);
    if (lines.length <= most && lines.every((line) => widthOf(line) <= room)) return { size, lines };
  }
  const [size, most] = SMALLEST;
  const lines = wrap(title, roomAt(size));
  const kept = [...lines.slice(0, most - 1), lines.slice(most - 1).join(' ')].filter((line) => line !== '');
  return { size, lines: kept.map((line) => cut(line, roomAt(size))) };
}

/** How many characters a line has room for. */
function roomAt(size: number): number {
  return Math.floor(LINE / (size * EM));
}

/** Words on as few lines of at most `room` characters as they take; a word that is wider has a line of its own. */
function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.trim().split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

function cut(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) >= room) break;
    kept += character;
  }
  return `${kept}…`;
}

// Characters of the East Asian scripts are twice as wide as the rest.
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
  return width;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": '#39',
};

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&${ENTITIES[character]};`);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) bits = Math.imul(bits ^ text.charCodeAt(n), 0x01000193);
  return bits >>> 0;
}
