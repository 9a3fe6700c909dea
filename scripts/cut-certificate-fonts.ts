// Cuts the certificate's fonts out of their sources: node scripts/cut-certificate-fonts.ts FOLDER
// See gateway/certificate/fonts/PROVENANCE.md for what FOLDER holds.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { subsettableFont } from '../gateway/certificate/subset.ts';

type Range = readonly [first: number, last: number];

/** Each font, its source, and the characters that are kept: all unless said. What is cut loses its layout. */
const cuts: readonly {
  readonly file: string;
  readonly source: string;
  readonly ranges?: readonly Range[];
}[] = [
  { file: 'noto-serif', source: 'NotoSerif_400Regular.ttf' },
  { file: 'noto-serif-italic', source: 'NotoSerif_400Regular_Italic.ttf', ranges: [[0x20, 0x7e]] },
  { file: 'noto-naskh-arabic', source: 'NotoNaskhArabic_400Regular.ttf' },
  { file: 'noto-serif-hebrew', source: 'NotoSerifHebrew_400Regular.ttf' },
  { file: 'noto-serif-devanagari', source: 'NotoSerifDevanagari_400Regular.ttf' },
  { file: 'noto-sans-thai', source: 'NotoSansThai_400Regular.ttf' },
  { file: 'noto-emoji', source: 'NotoEmoji_400Regular.ttf' },
  {
    file: 'noto-serif-han',
    source: 'NotoSerifSC_400Regular.ttf',
    // Punctuation, kana and bopomofo; Han with extension A; full-width forms.
    ranges: [
      [0x3000, 0x312f],
      [0x31f0, 0x31ff],
      [0x3400, 0x4dbf],
      [0x4e00, 0x9fff],
      [0xff00, 0xffef],
    ],
  },
  {
    file: 'noto-serif-hangul',
    source: 'NotoSerifKR_400Regular.ttf',
    ranges: [
      [0x3130, 0x318f],
      [0xac00, 0xd7a3],
    ],
  },
];

const folder = process.argv[2];
if (!folder) {
  console.error('usage: node scripts/cut-certificate-fonts.ts FOLDER');
  process.exit(1);
}
for (const { file, source, ranges } of cuts) {
  const bytes = readFileSync(join(folder, source));
  const codePoints = (ranges ?? [[0, 0x10ffff]]).flatMap(codePointsOf);
  const font = subsettableFont(bytes).subset({ codePoints, layout: ranges === undefined });
  const packed = brotliCompressSync(font, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: font.length,
    },
  });
  writeFileSync(new URL(`../gateway/certificate/fonts/${file}.ttf.br`, import.meta.url), packed);
  console.log(`${file}: ${font.length} bytes, ${packed.length} compressed`);
}

function codePointsOf([first, last]: Range): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
