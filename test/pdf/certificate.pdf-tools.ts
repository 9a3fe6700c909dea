import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { cleanText } from '../../gateway/certificate/clean-text.ts';
import { composeCertificate } from '../../gateway/certificate/compose.ts';
import { fields } from '../../gateway/certificate/fields.ts';
import { fitText } from '../../gateway/certificate/fit-text.ts';
import { readTemplate, templateFile } from '../../gateway/certificate/template.ts';
import { hostileNames, plainNames } from '../../gateway/certificate/test-names.ts';

// What other programs make of a hundred certificates: qpdf (10 or later), and pdfinfo and pdftotext of poppler.
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
after(() => rmSync(folder, { recursive: true }));

const base = readFileSync(templateFile);
const template = readTemplate(base);

/** A time of its own for each, so that none can be taken for another. */
const certificates = hostileNames.map((name, i) => ({
  file: join(folder, `${i}.pdf`),
  name,
  reader: name,
  title: hostileNames[(i + 7) % hostileNames.length] ?? '',
  author: hostileNames[(i + 13) % hostileNames.length] ?? '',
  downloadedAt: `2026-11-23T12:${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.000${100 + i}Z`,
}));
for (const certificate of certificates) {
  writeFileSync(certificate.file, Buffer.concat([base, composeCertificate(template, certificate)]));
}

test('the names are a hundred', () => assert.equal(certificates.length, 100));

test('qpdf finds no fault in any of them, and nothing to mend', async () => {
  for (const { file, name } of certificates) {
    const { stdout, stderr } = await run('qpdf', ['--check', file]);
    assert.equal(stderr, '', name);
    assert.match(stdout, /No syntax or stream encoding errors found/, name);
  }
});

test('pdfinfo finds the time of the download, the title and the XMP metadata in each', async () => {
  for (const { file, name, title, downloadedAt } of certificates) {
    const { stdout, stderr } = await run('pdfinfo', ['-isodates', file]);
    assert.equal(stderr, '', name);
    assert.match(stdout, new RegExp(`^ModDate: +${downloadedAt.slice(0, 19)}Z?`, 'm'), name);
    assert.match(stdout, /^Metadata Stream: +yes$/m, name);
    assert.ok(stdout.includes(`${cleanText(title)}: certificate of ownership for `), name);
    const custom = await run('pdfinfo', ['-custom', file]);
    assert.match(custom.stdout, new RegExp(`^DownloadedAt: +${downloadedAt}$`, 'm'), name);
    const { stdout: packet } = await run('pdfinfo', ['-meta', file]);
    assert.ok(packet.includes(`<pdfx:DownloadedAt>${downloadedAt}<`), name);
  }
});

test('pdftotext reads what is on each, and complains of nothing', async () => {
  for (const { file, reader, title, author } of certificates) {
    const { stdout, stderr } = await run('pdftotext', ['-raw', file, '-']);
    assert.equal(stderr, '', reader);
    const read = characters(stdout);
    for (const [field, text] of [
      ['reader', reader],
      ['title', title],
      ['author', author],
    ] as const) {
      const { lines } = fitText(cleanText(text), fields[field]);
      for (const line of lines)
        assert.ok(contains(read, characters(line.text)), `${field}: ${line.text}\n${stdout}`);
    }
  }
});

test('pdftotext reads names of one direction as they were written', async () => {
  const names = [...plainNames, '((( )))', '\\\\\\) (\\'];
  for (const reader of names) {
    const file = join(folder, 'name.pdf');
    const certificate = {
      reader,
      title: 'Emma',
      author: 'Jane Austen',
      downloadedAt: '2026-11-23T12:00:00Z',
    };
    writeFileSync(file, Buffer.concat([base, composeCertificate(template, certificate)]));
    const { stdout } = await run('pdftotext', [file, '-']);
    const lines = stdout
      .split('\n')
      .map((line) => line.replace(/\p{Default_Ignorable_Code_Point}/gu, '').trim());
    assert.ok(lines.includes(reader), `${reader}\n${stdout}`);
  }
});

/** The characters of a text that show, in no order: a page has an order of its own where directions are mixed. */
function characters(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of text
    .normalize('NFKD')
    .replace(/[\s\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '')) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return counts;
}

function contains(all: Map<string, number>, some: Map<string, number>): boolean {
  return [...some].every(([character, count]) => (all.get(character) ?? 0) >= count);
}
