import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What a subset keeps: glyphs, which keep their ids, and no more than it takes to draw them; or characters, with the font's
 * names and, where `layout` is set, with what shaping takes (GSUB, GPOS, GDEF) and the glyphs that it leads to.
 */
type Kept =
  | { readonly glyphs: Iterable<number> }
  | { readonly codePoints: Iterable<number>; readonly layout: boolean };

export type SubsettableFont = {
  /**
   * The font with nothing but this, and the glyphs that it is made of, as a TrueType file without hinting. Glyph 0, the sign
   * for what is missing, stays with its outline.
   *
   * @throws SubsetError when HarfBuzz can't make it.
   */
  subset(kept: Kept): Uint8Array<ArrayBuffer>;
};

/** HarfBuzz could not make a subset. */
class SubsetError extends Error {
  constructor(what: string) {
    super(`HarfBuzz could not ${what}`);
    this.name = 'SubsetError';
  }
}

/** What of HarfBuzz' C interface is used here; pointers are addresses in its memory. */
type HarfBuzz = {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize(): void;
  malloc(bytes: number): number;
  hb_blob_create(data: number, bytes: number, mode: number, user: number, destroy: number): number;
  hb_blob_destroy(blob: number): void;
  hb_blob_get_data(blob: number, length: number): number;
  hb_blob_get_length(blob: number): number;
  hb_face_create(blob: number, index: number): number;
  hb_face_destroy(face: number): void;
  hb_face_reference_blob(face: number): number;
  hb_set_add(set: number, value: number): void;
  hb_set_clear(set: number): void;
  hb_subset_input_create_or_fail(): number;
  hb_subset_input_destroy(input: number): void;
  hb_subset_input_glyph_set(input: number): number;
  hb_subset_input_unicode_set(input: number): number;
  hb_subset_input_set(input: number, which: number): number;
  hb_subset_input_set_flags(input: number, flags: number): void;
  hb_subset_preprocess(face: number): number;
  hb_subset_or_fail(face: number, input: number): number;
};

// From hb-subset.h and hb-blob.h.
const NO_HINTING = 0x1;
const RETAIN_GIDS = 0x2;
const NOTDEF_OUTLINE = 0x40;
const NO_LAYOUT_CLOSURE = 0x200;
const DROP_TABLE_TAG = 3;
const NAME_ID = 4;
const WRITABLE = 2;
const LAYOUT_TABLES = ['GSUB', 'GPOS', 'GDEF'];

const code = compileHarfBuzz();

/** Readies a TrueType font for subsetting, in a HarfBuzz of its own: the memory of one would not hold all fonts. */
export function subsettableFont(bytes: Uint8Array): SubsettableFont {
  const hb = new code.Instance(code.module).exports;
  hb._initialize();
  const data = hb.malloc(bytes.length);
  if (data === 0) throw new SubsetError(`hold a font of ${bytes.length} bytes`);
  new Uint8Array(hb.memory.buffer).set(bytes, data);
  const blob = hb.hb_blob_create(data, bytes.length, WRITABLE, 0, 0);
  const plain = hb.hb_face_create(blob, 0);
  // What doesn't depend on the glyphs is worked out here, once.
  const face = hb.hb_subset_preprocess(plain);
  hb.hb_face_destroy(plain);
  hb.hb_blob_destroy(blob);
  return { subset: (kept) => subset(hb, face, kept) };
}

function subset(hb: HarfBuzz, face: number, kept: Kept): Uint8Array<ArrayBuffer> {
  const input = hb.hb_subset_input_create_or_fail();
  if (input === 0) throw new SubsetError('begin a subset');
  try {
    const layout = 'layout' in kept && kept.layout;
    const flags = (layout ? 0 : NO_LAYOUT_CLOSURE) | ('glyphs' in kept ? RETAIN_GIDS : 0);
    hb.hb_subset_input_set_flags(input, NO_HINTING | NOTDEF_OUTLINE | flags);
    if ('glyphs' in kept) {
      addAll(hb, hb.hb_subset_input_glyph_set(input), kept.glyphs);
      hb.hb_set_clear(hb.hb_subset_input_set(input, NAME_ID));
    } else {
      addAll(hb, hb.hb_subset_input_unicode_set(input), kept.codePoints);
    }
    if (!layout) addAll(hb, hb.hb_subset_input_set(input, DROP_TABLE_TAG), LAYOUT_TABLES.map(tag));
    const result = hb.hb_subset_or_fail(face, input);
    if (result === 0) throw new SubsetError('make a subset');
    return takeBytes(hb, result);
  } finally {
    hb.hb_subset_input_destroy(input);
  }
}

function takeBytes(hb: HarfBuzz, face: number): Uint8Array<ArrayBuffer> {
  const blob = hb.hb_face_reference_blob(face);
  const start = hb.hb_blob_get_data(blob, 0);
  const bytes = new Uint8Array(hb.memory.buffer).slice(start, start + hb.hb_blob_get_length(blob));
  hb.hb_blob_destroy(blob);
  hb.hb_face_destroy(face);
  return bytes;
}

function addAll(hb: HarfBuzz, set: number, values: Iterable<number>): void {
  for (const value of values) hb.hb_set_add(set, value);
}

function tag(name: string): number {
  return Buffer.from(name, 'latin1').readUInt32BE();
}

type Compiled = { module: object; Instance: new (module: object) => { exports: HarfBuzz } };

// The package wraps only the shaping half of HarfBuzz; this half is had as it was compiled.
function compileHarfBuzz(): Compiled {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Module: new (code: Uint8Array) => object; Instance: Compiled['Instance'] };
  };
  const file = fileURLToPath(import.meta.resolve('harfbuzzjs/dist/harfbuzz-subset.wasm'));
  return { module: new WebAssembly.Module(readFileSync(file)), Instance: WebAssembly.Instance };
}
