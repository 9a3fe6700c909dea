import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

/** A PDF file as a strict reader sees it: by its cross-reference sections alone. */
export type CheckedPdf = {
  /** The latest version of an object, up to its stream. */
  dictionary(object: number): string;
  /** An object's stream, inflated where it says so. */
  stream(object: number): Buffer;
  /** The trailers, the latest first. */
  readonly trailers: readonly string[];
};

/** Follows a file's chain of cross-reference sections; asserts that each entry points at its object. */
export function checkPdf(bytes: Buffer): CheckedPdf {
  const text = bytes.toString('latin1');
  assert.match(text, /^%PDF-1\.\d\n/);
  const offsets = new Map<number, number>();
  const trailers: string[] = [];
  let next: string | undefined = /startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1];
  assert.ok(next, 'no startxref at the end');
  while (next !== undefined) {
    const section = /^xref\n([\d nf\n]*?)trailer\n([\s\S]*?)startxref/.exec(text.slice(Number(next)));
    assert.ok(section, `no cross-reference section at ${next}`);
    readEntries(section[1] ?? '', offsets);
    trailers.push(section[2] ?? '');
    next = /\/Prev (\d+)/.exec(section[2] ?? '')?.[1];
  }
  const size = Number(/\/Size (\d+)/.exec(trailers[0] ?? '')?.[1]);
  for (const [object, offset] of offsets) {
    assert.ok(object < size, `object ${object} is beyond the size ${size}`);
    assert.ok(text.startsWith(`${object} 0 obj\n`, offset), `object ${object} is not at ${offset}`);
  }

  function dictionary(object: number): string {
    const offset = offsets.get(object);
    assert.ok(offset !== undefined, `there is no object ${object}`);
    return /^\d+ 0 obj\n([\s\S]*?)\n?(?:stream\n|endobj)/.exec(text.slice(offset))?.[1] ?? '';
  }

  return {
    trailers,
    dictionary,
    stream(object) {
      const start = text.indexOf('stream\n', offsets.get(object)) + 'stream\n'.length;
      const end = start + Number(/\/Length (\d+)/.exec(dictionary(object))?.[1]);
      assert.match(
        text.slice(end, end + 20),
        /^\n?endstream\nendobj\n/,
        `the stream of object ${object} is longer or shorter`,
      );
      const data = bytes.subarray(start, end);
      return dictionary(object).includes('/FlateDecode') ? inflateSync(data) : data;
    },
  };
}

function readEntries(section: string, offsets: Map<number, number>): void {
  for (const [, first, count, rows = ''] of section.matchAll(
    /(\d+) (\d+)\n((?:\d{10} \d{5} [nf][ \n]+)*)/g,
  )) {
    const entries = [...rows.matchAll(/(\d{10}) \d{5} ([nf])/g)];
    assert.equal(entries.length, Number(count));
    assert.equal(rows.length, 20 * entries.length, 'an entry is not of twenty bytes');
    for (const [i, [, offset, kind]] of entries.entries()) {
      const object = Number(first) + i;
      // What a later section says goes before what an earlier one says.
      if (kind === 'n' && !offsets.has(object)) offsets.set(object, Number(offset));
    }
  }
}

/** The number of the object that a dictionary refers to by this name. */
export function reference(dictionary: string, name: string): number {
  const object = new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1];
  assert.ok(object, `no /${name} in ${dictionary}`);
  return Number(object);
}

/** What a text string in hexadecimal says. */
export function decodeText(dictionary: string, name: string): string {
  const hex = new RegExp(`/${name} <feff([0-9a-f]*)>`).exec(dictionary)?.[1] ?? assert.fail(`no /${name}`);
  return Buffer.from(hex, 'hex').swap16().toString('utf16le');
}

/** The texts of a form, field after field and line after line, as its fonts' maps tell them; glyphs from left to right. */
export function textsOf(pdf: CheckedPdf, form: number): string[] {
  const maps = new Map<string, Map<string, string>>();
  for (const [, name = '', object] of pdf.dictionary(form).matchAll(/\/(R\d+) (\d+) 0 R/g)) {
    const cmap = pdf.stream(reference(pdf.dictionary(Number(object)), 'ToUnicode')).toString();
    const rows = [...cmap.matchAll(/^<([0-9a-f]{4})> <([0-9a-f]+)>$/gm)];
    maps.set(
      name,
      new Map(
        rows.map(([, code = '', hex = '']) => [code, Buffer.from(hex, 'hex').swap16().toString('utf16le')]),
      ),
    );
  }
  const content = pdf.stream(form).toString('latin1');
  return [...content.matchAll(/BT ([\s\S]*?)ET\n/g)].map(([, line = '']) => {
    const runs = [...line.matchAll(/\/(R\d+) [\d.]+ Tf (.*)\n/g)];
    const glyphs = runs.flatMap(([, font = '', operators = '']) =>
      [...operators.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, codes = '']) =>
        (codes.match(/.{4}/g) ?? []).map((code) => maps.get(font)?.get(code) ?? ''),
      ),
    );
    return glyphs.join('');
  });
}
