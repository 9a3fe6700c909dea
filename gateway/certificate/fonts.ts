import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { Blob, Face, Font } from 'harfbuzzjs';
import { type SubsettableFont, subsettableFont } from './subset.ts';

type FontRow = {
  /** The file in the folder fonts, without its ending. */
  readonly file: string;
  /** Its PostScript name, without the style. */
  readonly name: string;
  /** A font is only opened, which takes time and memory, for a character that this matches. */
  readonly writes: RegExp;
  /** A font of pictures, whose spaces are as wide as they are. */
  readonly pictures?: boolean;
};

export type OpenFont = SubsettableFont & {
  readonly name: string;
  /** For HarfBuzz to shape with. Its units are of the em's `unitsPerEm`. */
  readonly shaper: Font;
  readonly face: Face;
  readonly unitsPerEm: number;
  readonly pictures: boolean;
};

/** Fonts by what they write; the first that has a character gets it. A new script is a new row, and its file. */
const fonts: readonly FontRow[] = [
  { file: 'noto-serif', name: 'NotoSerif', writes: /[\s\S]/u },
  { file: 'noto-naskh-arabic', name: 'NotoNaskhArabic', writes: /\p{scx=Arabic}/u },
  { file: 'noto-serif-hebrew', name: 'NotoSerifHebrew', writes: /\p{scx=Hebrew}/u },
  { file: 'noto-serif-devanagari', name: 'NotoSerifDevanagari', writes: /\p{scx=Devanagari}/u },
  { file: 'noto-sans-thai', name: 'NotoSansThai', writes: /\p{scx=Thai}/u },
  {
    file: 'noto-serif-han',
    name: 'NotoSerifSC',
    writes: /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\uff00-\uffef]/u,
  },
  { file: 'noto-serif-hangul', name: 'NotoSerifKR', writes: /\p{scx=Hangul}/u },
  {
    file: 'noto-emoji',
    name: 'NotoEmoji',
    pictures: true,
    writes: /[\p{Extended_Pictographic}\p{RI}\p{EMod}]/u,
  },
];

/** Characters that have no sign of their own: joiners, variation selectors, marks of direction. */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

const open = new Map<string, OpenFont>();

/** The font that has all of a grapheme; where none has, the first, which then shows its sign for what is missing. */
export function fontFor(grapheme: string): OpenFont {
  const row = fonts.find((row) => row.writes.test(grapheme) && hasAll(openFont(row), grapheme));
  return openFont(row ?? (fonts[0] as FontRow));
}

/** Whether the font has a sign for each character of a text. */
export function hasAll({ shaper }: OpenFont, text: string): boolean {
  for (const character of text) {
    const codePoint = character.codePointAt(0) as number;
    if (!IGNORABLE.test(character) && shaper.nominalGlyph(codePoint) === undefined) return false;
  }
  return true;
}

/** The TrueType file of a font, unpacked. Synchronous, as is all that is done with fonts: not for the main thread. */
export function fontFile(file: string): Uint8Array {
  return brotliDecompressSync(readFileSync(new URL(`./fonts/${file}.ttf.br`, import.meta.url)));
}

function openFont({ file, name, pictures = false }: FontRow): OpenFont {
  const known = open.get(file);
  if (known) return known;
  const bytes = fontFile(file);
  const face = new Face(new Blob(bytes));
  const font = {
    ...subsettableFont(bytes),
    name,
    pictures,
    face,
    shaper: new Font(face),
    unitsPerEm: face.upem,
  };
  open.set(file, font);
  return font;
}
