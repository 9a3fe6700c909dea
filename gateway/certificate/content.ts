import type { EmbeddedFont } from './embedded-font.ts';
import type { Field } from './fields.ts';
import { type FittedText, LEADING } from './fit-text.ts';
import type { OpenFont } from './fonts.ts';
import { number, textString } from './pdf-string.ts';
import type { ShapedLine, ShapedRun } from './shape.ts';

/** From the middle of a line up to where most scripts have the middle of their letters, in ems. */
const BASELINE = 0.33;

/** The operators that draw a text into its field, centred both ways. */
export function drawText(
  { size, lines }: FittedText,
  field: Field,
  embed: (font: OpenFont) => EmbeddedFont,
): string {
  const leading = size * LEADING;
  const top = field.bottom + (field.height + lines.length * leading) / 2;
  const drawn = lines.map((line, i) => {
    const x = field.middle - (line.width * size) / 2000;
    return drawLine(line, x, top - (i + 0.5) * leading - BASELINE * size, size, embed);
  });
  return `${field.colour.map(number).join(' ')} rg\n${drawn.join('')}`;
}

function drawLine(
  line: ShapedLine,
  x: number,
  y: number,
  size: number,
  embed: (font: OpenFont) => EmbeddedFont,
): string {
  const runs = line.runs.map((run) => tell(run, drawRun(run, embed(run.font), size))).join('');
  return `BT 1 0 0 1 ${number(x)} ${number(y)} Tm\n${runs}ET\n`;
}

/**
 * Where glyphs are not in the order of what they stand for, as in Devanagari, the text goes with them (ISO 32000-1, 14.9.4).
 * Not so from right to left: there readers expect glyphs from left to right, and turn such a text round too.
 */
function tell(run: ShapedRun, drawn: string): string {
  if (run.rightToLeft || run.glyphs.every(({ text }) => text !== '')) return drawn;
  return `/Span << /ActualText ${textString(run.text)} >> BDC\n${drawn}EMC\n`;
}

function drawRun({ glyphs }: ShapedRun, font: EmbeddedFont, size: number): string {
  let rise = 0;
  let shown = '';
  for (const glyph of glyphs) {
    if (glyph.dy !== rise) {
      shown += `] TJ ${number((glyph.dy * size) / 1000)} Ts [`;
      rise = glyph.dy;
    }
    // The numbers move the pen back, by thousandths of the em.
    const after = font.width(glyph) + glyph.dx - glyph.advance;
    shown += `${back(-glyph.dx)}<${font.code(glyph)}>${back(after)}`;
  }
  const end = rise === 0 ? '' : ' 0 Ts';
  return `/${font.name} ${number(size)} Tf [${shown}] TJ${end}\n`
    .replaceAll('><', '')
    .replaceAll('[] TJ ', '');
}

function back(thousandths: number): string {
  const moved = number(thousandths);
  return moved === '0' ? '' : ` ${moved} `;
}
