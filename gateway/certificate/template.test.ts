import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openTemplate, readTemplate, TemplateError, templateFile } from './template.ts';
import { checkPdf, reference } from './test-pdf.ts';

const bytes = readFileSync(templateFile);
const text = bytes.toString('latin1');

test('what is known of the template is what its own tables say', () => {
  const template = readTemplate(bytes);
  const pdf = checkPdf(bytes);
  const trailer = pdf.trailers[0] ?? '';
  assert.equal(template.length, bytes.length);
  assert.equal(text.slice(template.xref, template.xref + 4), 'xref');
  assert.equal(template.root, reference(trailer, 'Root'));
  assert.equal(template.info, reference(trailer, 'Info'));
  assert.equal(template.metadata, reference(pdf.dictionary(template.root), 'Metadata'));
  assert.match(pdf.dictionary(template.form), /\/Subtype \/Form/);
  assert.equal(pdf.stream(template.form).toString(), '% What a download writes.\n');
  assert.ok(trailer.includes(`/ID [<${template.id}> <${template.id}>]`));
});

test('the script draws the very template that is in the repository', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const script = fileURLToPath(new URL('../../scripts/draw-certificate.ts', import.meta.url));
  execFileSync(process.execPath, [script, join(folder, 'template.pdf')]);
  assert.ok(readFileSync(join(folder, 'template.pdf')).equals(bytes));
});

for (const [fault, broken, message] of [
  ['an empty file', '', /startxref/],
  ['one that was cut off', text.slice(0, -20), /startxref/],
  [
    'one with a byte too many in it',
    text.replace('/Type /Page\n', '/Type  /Page\n'),
    /cross-reference table/,
  ],
  [
    'one with a longer word in it',
    text
      .replace(/^(%PDF-1\.7\n)/, '$1%\n')
      .replace(/startxref\n(\d+)/, (_, at) => `startxref\n${Number(at) + 2}`),
    /has no object 1/,
  ],
  ['one that was updated', text.replace('trailer\n<<', 'trailer\n<< /Prev 5'), /has been changed/],
  ['one without its form', text.replace('/Fields 11 0 R', '/Fielde 11 0 R'), /no \/Fields/],
  ['one whose form is something else', text.replace('/Subtype /Form', '/Subtype /Xorm'), /has no form/],
  ['one without metadata', text.replace('/Metadata ', '/Metadatu '), /no \/Metadata/],
] as const) {
  test(`${fault} is refused, and the reason given`, () => {
    assert.throws(
      () => readTemplate(Buffer.from(broken, 'latin1')),
      (error: unknown) => {
        assert.ok(error instanceof TemplateError);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('a newer file of the same name does not change what is read', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'template.pdf');
  writeFileSync(file, bytes);
  const template = openTemplate(file);
  t.after(template.close);
  rmSync(file);
  writeFileSync(file, 'something else');
  assert.ok((await buffer(template.read())).equals(bytes));
  assert.ok((await buffer(template.read())).equals(bytes), 'a second time');
});

test('who stops reading it takes it from nobody else', async (t) => {
  const template = openTemplate();
  t.after(template.close);
  const other = template.read();
  for await (const _piece of template.read()) break;
  assert.ok((await buffer(other)).equals(bytes));
});
