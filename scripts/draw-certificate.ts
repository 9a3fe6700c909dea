// Draws the certificate's template, the same bytes on every run: node scripts/draw-certificate.ts [FILE]
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { PAGE } from '../gateway/certificate/fields.ts';
import { fontFile } from '../gateway/certificate/fonts.ts';
import { metadataPacket, TEMPLATE } from '../gateway/certificate/metadata.ts';

const INK = '#1c2433';
const WINE = '#781c2b';
const GOLD = '#a8873f';
const PAPER = '#fdfbf5';
const MIDDLE = PAGE.width / 2;

const file =
  process.argv[2] ?? fileURLToPath(new URL('../gateway/certificate/template.pdf', import.meta.url));
const about = { ...TEMPLATE, title: 'Certificate of ownership', modified: TEMPLATE.created };

const doc = new PDFDocument({
  size: [PAGE.width, PAGE.height],
  margin: 0,
  pdfVersion: '1.7',
  lang: 'en',
  displayTitle: true,
  info: {
    Title: about.title,
    Creator: about.creator,
    Producer: about.producer,
    CreationDate: new Date(about.created),
    ModDate: new Date(about.created),
  },
});
const written = pipeline(doc, createWriteStream(file));
doc.registerFont('regular', Buffer.from(fontFile('noto-serif')));
doc.registerFont('italic', Buffer.from(fontFile('noto-serif-italic')));

drawFrame();
drawWords();
drawSeal(MIDDLE, 496, 34);
addFields();
addMetadata();
doc.end();
await written;

function drawFrame(): void {
  doc.rect(0, 0, PAGE.width, PAGE.height).fill(PAPER);
  frame(22, 2.2, WINE);
  frame(28, 0.6, GOLD);
  frame(48, 0.6, GOLD);
  drawBraid(38, 7);
}

function frame(inset: number, width: number, colour: string): void {
  doc.lineWidth(width).strokeColor(colour);
  doc.rect(inset, inset, PAGE.width - 2 * inset, PAGE.height - 2 * inset).stroke();
}

/** Two waves that cross each other, all around, a whole number of them on each side. */
function drawBraid(inset: number, height: number): void {
  const width = PAGE.width - 2 * inset;
  const depth = PAGE.height - 2 * inset;
  doc.lineWidth(0.5).strokeColor(GOLD);
  for (const sign of [1, -1]) {
    wave(width, height * sign, (along, across) => [inset + along, inset + across]);
    wave(width, height * sign, (along, across) => [inset + along, PAGE.height - inset + across]);
    wave(depth, height * sign, (along, across) => [inset + across, inset + along]);
    wave(depth, height * sign, (along, across) => [PAGE.width - inset + across, inset + along]);
  }
}

function wave(length: number, height: number, at: (along: number, across: number) => [number, number]): void {
  const waves = Math.round(length / 22);
  const step = length / waves;
  doc.moveTo(...at(0, 0));
  for (let i = 0; i < waves; i += 1) {
    const up = i % 2 === 0 ? height : -height;
    const [x1, y1] = at((i + 0.36) * step, up);
    const [x2, y2] = at((i + 0.64) * step, up);
    doc.bezierCurveTo(x1, y1, x2, y2, ...at((i + 1) * step, 0));
  }
  doc.stroke();
}

function drawWords(): void {
  drawBook(MIDDLE, 92);
  centred('FRONTPAGE', { font: 'regular', size: 13, y: 108, colour: WINE, spacing: 6 });
  centred('Certificate of Ownership', { font: 'regular', size: 38, y: 128, colour: INK, spacing: 0.6 });
  drawRule(MIDDLE, 192, 150);
  centred('This is to certify that', { font: 'italic', size: 14, y: 206, colour: INK });
  centred('owns a copy of', { font: 'italic', size: 14, y: 296, colour: INK });
  for (const [x, label] of [
    [200, 'Date of this copy'],
    [PAGE.width - 200, 'Bookseller'],
  ] as const) {
    doc.lineWidth(0.6).strokeColor(GOLD);
    doc
      .moveTo(x - 90, 505)
      .lineTo(x + 90, 505)
      .stroke();
    centred(label, { font: 'italic', size: 10, y: 508, colour: INK, x });
  }
  centred('The Frontpage Bookshop', {
    font: 'regular',
    size: 13,
    y: 483.5,
    colour: INK,
    x: PAGE.width - 200,
  });
}

type Style = { font: string; size: number; y: number; colour: string; x?: number; spacing?: number };

function centred(text: string, { font, size, y, colour, x = MIDDLE, spacing = 0 }: Style): void {
  doc.font(font).fontSize(size).fillColor(colour);
  const width = doc.widthOfString(text) + spacing * (text.length - 1);
  doc.text(text, x - width / 2, y, { characterSpacing: spacing, lineBreak: false });
}

/** A line that swells into a lozenge in its middle. */
function drawRule(x: number, y: number, half: number): void {
  doc.lineWidth(0.8).strokeColor(GOLD).fillColor(GOLD);
  doc
    .moveTo(x - half, y)
    .lineTo(x - 10, y)
    .moveTo(x + 10, y)
    .lineTo(x + half, y)
    .stroke();
  doc.polygon([x - 6, y], [x, y - 3], [x + 6, y], [x, y + 3]).fill();
}

/** An open book, seen from above its spine. */
function drawBook(x: number, y: number): void {
  doc.lineWidth(1.2).strokeColor(WINE);
  for (const sign of [1, -1]) {
    doc.moveTo(x, y).bezierCurveTo(x + sign * 6, y - 5, x + sign * 14, y - 5, x + sign * 20, y - 2);
    doc.lineTo(x + sign * 20, y - 20).bezierCurveTo(x + sign * 14, y - 23, x + sign * 6, y - 23, x, y - 18);
    for (const line of [5, 9]) {
      doc.moveTo(x + sign * 4, y - line - 3);
      doc.bezierCurveTo(
        x + sign * 8,
        y - line - 5,
        x + sign * 12,
        y - line - 5,
        x + sign * 16,
        y - line - 3.5,
      );
    }
  }
  doc
    .moveTo(x, y)
    .lineTo(x, y - 18)
    .stroke();
}

/** A rosette of loops about a ring with the shop's initial. */
function drawSeal(x: number, y: number, radius: number): void {
  doc.lineWidth(0.45).strokeColor(WINE);
  for (const turn of [0, 0.5]) {
    for (let i = 0; i <= 720; i += 1) {
      const angle = (i / 720) * 2 * Math.PI;
      const reach = radius * (0.86 + 0.14 * Math.cos(24 * angle + turn * 2 * Math.PI));
      const at = [x + reach * Math.sin(angle), y - reach * Math.cos(angle)] as const;
      if (i === 0) doc.moveTo(...at);
      else doc.lineTo(...at);
    }
    doc.stroke();
  }
  doc
    .circle(x, y, radius * 0.72)
    .lineWidth(1.2)
    .fillAndStroke(PAPER, GOLD);
  doc
    .circle(x, y, radius * 0.64)
    .lineWidth(0.4)
    .stroke(WINE);
  centred('F', { font: 'regular', size: 26, y: y - 18, colour: WINE, x });
}

/** An empty form over the whole page: a download appends another one under the same number. */
function addFields(): void {
  const form = doc.ref({
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, PAGE.width, PAGE.height],
    Resources: {},
  });
  form.compress = false;
  form.end('% What a download writes.');
  doc.page.xobjects.Fields = form;
  // pdfkit turns the page upside down; the form is in the page's own coordinates.
  doc.addContent(`q 1 0 0 -1 0 ${PAGE.height} cm /Fields Do Q`);
}

function addMetadata(): void {
  const packet = doc.ref({ Type: 'Metadata', Subtype: 'XML' });
  packet.compress = false;
  packet.end(Buffer.from(metadataPacket(about)));
  (doc as unknown as { _root: { data: Record<string, unknown> } })._root.data.Metadata = packet;
}
