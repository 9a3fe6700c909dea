import bidiModule from 'bidi-js';
import { fontFor, hasAll, type OpenFont } from './fonts.ts';

// Its types speak of an ES module, but Node is given a CommonJS one, whose exports are the function.
const bidi = (bidiModule as unknown as typeof bidiModule.default)();

/** A stretch of a text in one font and one direction; `start` and `end` count UTF-16 units, `end` is not in it. */
export type Run = {
  readonly start: number;
  readonly end: number;
  readonly font: OpenFont;
  /** The embedding level of the bidirectional algorithm: odd is right to left. */
  readonly level: number;
};

export type Paragraph = {
  readonly text: string;
  readonly runs: readonly Run[];
  /** Where each grapheme begins. */
  readonly graphemes: readonly number[];
  /** The runs of a part of the text, cut to it, in the order in which they are seen from left to right (UAX #9, L2). */
  visualRuns(start: number, end: number): Run[];
};

/** What belongs to no script of its own, and isn't a picture. */
const NEUTRAL = /^[[\p{scx=Common}\p{scx=Inherited}]--\p{Emoji_Presentation}]+$/v;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Finds out in which fonts and directions a text is set. */
export function analyse(text: string): Paragraph {
  const embedding = bidi.getEmbeddingLevels(text, 'auto');
  const graphemes = [...segmenter.segment(text)];
  const runs: { start: number; end: number; font: OpenFont; level: number }[] = [];
  for (const { segment, index } of graphemes) {
    const level = embedding.levels[index] ?? 0;
    const end = index + segment.length;
    const last = runs.at(-1);
    // Spaces, digits and the like are in many fonts; they stay in that of their neighbour.
    const stays = last && !last.font.pictures && NEUTRAL.test(segment) && hasAll(last.font, segment);
    const font = stays ? last.font : fontFor(segment);
    if (last && last.font === font && last.level === level) last.end = end;
    else runs.push({ start: index, end, font, level });
  }
  return {
    text,
    runs,
    graphemes: graphemes.map(({ index }) => index),
    visualRuns(start, end) {
      const order = new Map<Run, number>();
      for (const index of bidi.getReorderedIndices(text, embedding, start, end - 1)) {
        const run = runs.find((run) => run.start <= index && index < run.end);
        if (run && !order.has(run)) order.set(run, order.size);
      }
      return [...order.keys()].map((run) => ({
        ...run,
        start: Math.max(start, run.start),
        end: Math.min(end, run.end),
      }));
    },
  };
}
