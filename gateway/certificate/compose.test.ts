import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cleanText } from './clean-text.ts';
import { type Certificate, composeCertificate } from './compose.ts';
import { fields } from './fields.ts';
import { fitText } from './fit-text.ts';
import { readTemplate, templateFile } from './template.ts';
import { hostileNames } from './test-names.ts';
import { checkPdf, decodeText, textsOf } from './test-pdf.ts';

const base = readFileSync(templateFile);
const template = readTemplate(base);
const certificate: Certificate = {
  reader: 'Ada Lovelace',
  title: 'Frankenstein',
  author: 'Mary Shelley',
  downloadedAt: '2026-11-23T03:45:01.123456Z',
};
const compose = (changes: Partial<Certificate> = {}) =>
  Buffer.concat([base, composeCertificate(template, { ...certificate, ...changes })]);

test('a certificate follows its template, and names its cross-reference table', () => {
  const pdf = checkPdf(compose());
  assert.equal(pdf.trailers.length, 2);
  assert.ok(pdf.trailers[0]?.includes(`/Prev ${template.xref} `));
});

test('it has the reader, the book and the date on it', () => {
  assert.deepEqual(textsOf(checkPdf(compose()), template.form), [
    'Ada Lovelace',
    'Frankenstein',
    'Mary Shelley',
    '23 November 2026',
  ]);
});

test('its information and its XMP metadata tell the same time and the same title', () => {
  const pdf = checkPdf(compose({ title: 'R & J <1597>' }));
  const info = pdf.dictionary(template.info);
  const packet = pdf.stream(template.metadata).toString();
  assert.match(info, /\/ModDate \(D:20261123034501Z\)/);
  assert.match(packet, /<xmp:ModifyDate>2026-11-23T03:45:01Z</);
  assert.equal(decodeText(info, 'DownloadedAt'), certificate.downloadedAt);
  assert.match(packet, /<pdfx:DownloadedAt>2026-11-23T03:45:01.123456Z</);
  assert.equal(decodeText(info, 'Title'), 'R & J <1597>: certificate of ownership for Ada Lovelace');
  assert.match(packet, />R &amp; J &lt;1597&gt;: certificate of ownership for Ada Lovelace</);
  for (const entry of ['Creator', 'Producer']) {
    assert.ok(packet.includes(`>${decodeText(info, entry)}</`), entry);
  }
});

test('two copies of a certificate have the same first identifier, and second ones of their own', () => {
  const ids = [compose(), compose()].map((bytes) =>
    /\/ID \[<(.*?)> <(.*?)>\]/.exec(checkPdf(bytes).trailers[0] ?? '')?.slice(1),
  );
  assert.equal(ids[0]?.[0], template.id);
  assert.equal(ids[1]?.[0], template.id);
  assert.notEqual(ids[0]?.[1], ids[1]?.[1]);
});

test('whatever the name, the file is whole, and says what there is room for', () => {
  for (const name of hostileNames) {
    const pdf = checkPdf(compose({ reader: name, title: name, author: name }));
    const texts = textsOf(pdf, template.form);
    const fitted = (['reader', 'title', 'author'] as const).flatMap(
      (field) => fitText(cleanText(name), fields[field]).lines,
    );
    assert.equal(texts.length, fitted.length + 1, name);
    for (const [i, { text }] of fitted.entries()) {
      // From left to right the glyphs may be in another order.
      assert.equal(letters(texts[i] ?? ''), letters(text), name);
    }
  }
});

function letters(text: string): string {
  return [...text.replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, '')].sort().join('');
}
