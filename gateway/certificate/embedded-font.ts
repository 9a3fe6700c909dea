import { deflateSync } from 'node:zlib';
import type { OpenFont } from './fonts.ts';
import type { Increment } from './increment.ts';
import { number } from './pdf-string.ts';
import type { Glyph } from './shape.ts';
import { hex4, toUnicodeMap } from './to-unicode.ts';

/** A font as a document uses it. */
export type EmbeddedFont = {
  /** Its name in the resources. */
  readonly name: string;
  /** The object of the font. */
  readonly object: number;
  /** The code of a glyph that stands for these characters, four hexadecimal digits. */
  code(glyph: Glyph): string;
  /** How far the glyph moves the pen by itself, in thousandths of the em. */
  width(glyph: Glyph): number;
  /** Writes the font, with the glyphs that have been used. */
  write(increment: Increment): void;
};

type Used = { readonly id: number; readonly text: string; readonly width: number };

/**
 * A composite font (ISO 32000-1, 9.7) with only what is used of it. A code stands for a glyph *and* its characters, so that
 * the text can be copied rightly even where two texts share a glyph.
 */
export function embedFont(font: OpenFont, name: string, object: number): EmbeddedFont {
  const codes = new Map<string, number>();
  const used: Used[] = [];
  const scale = 1000 / font.unitsPerEm;
  const width = ({ id }: { id: number }) => font.shaper.glyphHAdvance(id) * scale;

  return {
    name,
    object,
    width,
    code({ id, text }) {
      const key = `${id} ${text}`;
      const code = codes.get(key) ?? used.push({ id, text, width: width({ id }) });
      codes.set(key, code);
      return hex4(code);
    },
    write: (increment) => writeFont(increment, font, object, used),
  };
}

function writeFont(increment: Increment, font: OpenFont, object: number, used: readonly Used[]): void {
  const [descendant, descriptor, file] = [
    increment.reserve(),
    increment.reserve(),
    increment.reserve(),
  ] as const;
  const [toUnicode, toGlyph] = [increment.reserve(), increment.reserve()] as const;
  const bytes = font.subset({ glyphs: used.map(({ id }) => id) });
  const base = `/BaseFont /${subsetTag(used)}+${font.name}`;
  increment.write(
    object,
    `<< /Type /Font /Subtype /Type0 ${base} /Encoding /Identity-H /DescendantFonts [${descendant} 0 R] /ToUnicode ${toUnicode} 0 R >>`,
  );
  increment.write(
    descendant,
    `<< /Type /Font /Subtype /CIDFontType2 ${base} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>
/FontDescriptor ${descriptor} 0 R /CIDToGIDMap ${toGlyph} 0 R /W [1 [${used.map(({ width }) => number(width)).join(' ')}]] >>`,
  );
  increment.write(descriptor, fontDescriptor(font, subsetTag(used), file));
  increment.writeStream(file, `/Filter /FlateDecode /Length1 ${bytes.length}`, deflateSync(bytes));
  // Too short for compression to be worth its time.
  increment.writeStream(toUnicode, '', Buffer.from(toUnicodeMap(used.map(({ text }) => text))));
  increment.writeStream(toGlyph, '', glyphMap(used));
}

/** Six letters that tell this subset from others (9.6.4), made of what is in it. */
function subsetTag(used: readonly Used[]): string {
  let hash = 7;
  for (const { id } of used) hash = (hash * 31 + id) % 26 ** 6;
  return Array.from({ length: 6 }, (_, i) =>
    String.fromCharCode(65 + (Math.floor(hash / 26 ** i) % 26)),
  ).join('');
}

function fontDescriptor({ name, face, shaper, unitsPerEm }: OpenFont, tag: string, file: number): string {
  const head = table(face.referenceTable('head'));
  const scale = 1000 / unitsPerEm;
  const box = [36, 38, 40, 42].map((offset) => Math.round(head.getInt16(offset) * scale));
  const { ascender, descender } = shaper.hExtents();
  const [ascent, descent] = [ascender, descender].map((units) => Math.round(units * scale));
  // Flags: symbolic, which only means that its characters are beyond the Latin ones.
  return `<< /Type /FontDescriptor /FontName /${tag}+${name} /Flags 4 /FontBBox [${box.join(' ')}] /ItalicAngle 0
/Ascent ${ascent} /Descent ${descent} /CapHeight 714 /StemV 80 /FontFile2 ${file} 0 R >>`;
}

function table(bytes: Uint8Array | undefined): DataView {
  return new DataView((bytes ?? new Uint8Array(54)).slice().buffer);
}

/** Which glyph a code draws: two bytes for each code (9.7.4.3). */
function glyphMap(used: readonly Used[]): Uint8Array {
  const map = Buffer.alloc(2 * used.length + 2);
  for (const [i, { id }] of used.entries()) map.writeUInt16BE(id, 2 * i + 2);
  return map;
}
