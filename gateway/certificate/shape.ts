import { BufferFlag, Direction, Buffer as ShapingBuffer, shape } from 'harfbuzzjs';
import type { OpenFont } from './fonts.ts';
import type { Paragraph, Run } from './paragraph.ts';

/** A glyph where it stands; measures are in thousandths of the em. */
export type Glyph = {
  readonly id: number;
  /** Where in the text the characters begin that it stands for. */
  readonly cluster: number;
  /** The characters; those of a cluster of several glyphs are with its widest, the letter itself, and its marks have none. */
  readonly text: string;
  /** How far it moves the pen: not its own width where neighbours are closer, or a mark stands over it. */
  readonly advance: number;
  readonly dx: number;
  readonly dy: number;
};

/** Glyphs from left to right, whatever the direction of their text. */
export type ShapedRun = {
  readonly text: string;
  readonly font: OpenFont;
  readonly rightToLeft: boolean;
  readonly glyphs: readonly Glyph[];
};

/** A part of a text as it is drawn from left to right; `width` in thousandths of the em. */
export type ShapedLine = {
  readonly text: string;
  readonly runs: readonly ShapedRun[];
  readonly width: number;
};

// One for all, since what HarfBuzz holds is given back only when the collector comes round.
const buffer = new ShapingBuffer();

/** Shapes a part of a paragraph as a line of its own, so that letters join and ligate within it. */
export function shapeLine(paragraph: Paragraph, start: number, end: number): ShapedLine {
  const runs = paragraph.visualRuns(start, end).map((run) => shapeRun(paragraph.text, run));
  const width = runs.reduce((sum, { glyphs }) => glyphs.reduce((sum, { advance }) => sum + advance, sum), 0);
  return { text: paragraph.text.slice(start, end), runs, width };
}

function shapeRun(text: string, { start, end, font, level }: Run): ShapedRun {
  const rightToLeft = level % 2 === 1;
  buffer.reset();
  buffer.setFlags(BufferFlag.REMOVE_DEFAULT_IGNORABLES);
  buffer.addText(text.slice(start, end));
  buffer.guessSegmentProperties();
  buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
  shape(font.shaper, buffer);
  const infos = buffer.getGlyphInfos();
  const positions = buffer.getGlyphPositions();
  const scale = 1000 / font.unitsPerEm;
  const glyphs = infos.map(({ codepoint, cluster }, i) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[i] ?? {};
    return {
      id: codepoint,
      cluster: start + cluster,
      text: '',
      advance: xAdvance * scale,
      dx: xOffset * scale,
      dy: yOffset * scale,
    };
  });
  tellClusters(text, end, glyphs);
  return { text: text.slice(start, end), font, rightToLeft, glyphs };
}

/** Gives each cluster's characters, which go up to where the next one begins, to its widest glyph. */
function tellClusters(
  text: string,
  end: number,
  glyphs: { cluster: number; text: string; advance: number }[],
): void {
  const widest = new Map<number, (typeof glyphs)[number]>();
  for (const glyph of glyphs) {
    const other = widest.get(glyph.cluster);
    if (!other || glyph.advance > other.advance) widest.set(glyph.cluster, glyph);
  }
  const clusters = [...widest].sort(([a], [b]) => a - b);
  for (const [i, [from, glyph]] of clusters.entries())
    glyph.text = text.slice(from, clusters[i + 1]?.[0] ?? end);
}
