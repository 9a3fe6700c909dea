import { analyse, type Paragraph } from './paragraph.ts';
import { type ShapedLine, shapeLine } from './shape.ts';

/** A place for a text, in points: it is set as large as it fits, on as many lines as then have room. */
export type Place = {
  readonly width: number;
  readonly height: number;
  readonly largest: number;
  readonly smallest: number;
};

export type FittedText = { readonly size: number; readonly lines: readonly ShapedLine[] };

/** From one line of a text to the next, in ems. Some scripts reach far above and below. */
export const LEADING = 1.3;

const words = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * Sets a clean text into a place: smaller, first on one line, then on several as soon as they have room, and where the
 * smallest size is too large, cut with an ellipsis. Lines break between words, in scripts without spaces too, and within a
 * word only where it is longer than a line.
 */
export function fitText(text: string, place: Place): FittedText {
  const paragraph = analyse(text);
  const measure = measureText(paragraph);
  const fits = (size: number) => breakLines(measure, limitAt(size, place)).length <= linesAt(size, place);
  if (!fits(place.smallest)) return fitCut(text, measure, place);
  let [size, tooLarge] = [place.smallest, place.largest + 1];
  while (tooLarge - size > 1) {
    const middle = Math.floor((size + tooLarge) / 2);
    if (fits(middle)) size = middle;
    else tooLarge = middle;
  }
  return setLines(paragraph, balancedLines(measure, limitAt(size, place)), size, place);
}

type Span = readonly [start: number, end: number];

/** A text's words, each with the space behind it, and the width of any part, in thousandths of the em. */
type Measure = {
  readonly text: string;
  readonly words: readonly Span[];
  readonly graphemes: readonly number[];
  width(start: number, end: number): number;
};

function measureText(paragraph: Paragraph): Measure {
  const { text, graphemes } = paragraph;
  const until = new Float64Array(text.length + 1);
  for (const { glyphs } of shapeLine(paragraph, 0, text.length).runs) {
    for (const { cluster, advance } of glyphs) until[cluster + 1] = (until[cluster + 1] ?? 0) + advance;
  }
  for (let i = 1; i <= text.length; i += 1) until[i] = (until[i] ?? 0) + (until[i - 1] ?? 0);
  return {
    text,
    words: spans(breakable(text), text.length),
    graphemes,
    width: (start, end) => (until[end] ?? 0) - (until[start] ?? 0),
  };
}

/** Where a line may begin: after a space, and between two words without one, as Chinese or Thai has them. */
function breakable(text: string): number[] {
  const starts: number[] = [];
  let before: Intl.SegmentData | undefined;
  for (const word of words.segment(text)) {
    if (!before || /\s$/.test(before.segment) || (before.isWordLike && word.isWordLike))
      starts.push(word.index);
    before = word;
  }
  return starts;
}

function breakLines({ text, words, graphemes, width }: Measure, limit: number): Span[] {
  const lines: [start: number, end: number][] = [];
  const pieces = words.flatMap(([start, end]): Span[] =>
    trimmedWidth(start, end) <= limit
      ? [[start, end]]
      : spans(
          graphemes.filter((g) => g >= start && g < end),
          end,
        ),
  );
  for (const [start, end] of pieces) {
    const line = lines.at(-1);
    if (line && trimmedWidth(line[0], end) <= limit) line[1] = end;
    else lines.push([start, end]);
  }
  return lines;

  function trimmedWidth(start: number, end: number): number {
    return width(start, text[end - 1] === ' ' ? end - 1 : end);
  }
}

/** No more lines than it takes, but about as long as one another. */
function balancedLines(measure: Measure, limit: number): Span[] {
  let lines = breakLines(measure, limit);
  for (let share = 0.95; lines.length > 1 && share > 0.4; share -= 0.05) {
    const narrower = breakLines(measure, limit * share);
    if (narrower.length > lines.length) break;
    lines = narrower;
  }
  return lines;
}

/** As much of the text as has room before an ellipsis, in the smallest size. */
function fitCut(text: string, measure: Measure, place: Place): FittedText {
  const size = place.smallest;
  const limit = limitAt(size, place);
  const full = breakLines(measure, limit)[linesAt(size, place) - 1]?.[1] ?? 0;
  const ends = measure.graphemes.filter((end) => end > 0 && end <= full);
  for (const end of ends.reverse()) {
    const paragraph = analyse(`${text.slice(0, end).trimEnd()}…`);
    const lines = breakLines(measureText(paragraph), limit);
    if (lines.length <= linesAt(size, place)) return setLines(paragraph, lines, size, place);
  }
  return { size, lines: [] };
}

function setLines(paragraph: Paragraph, spans: readonly Span[], size: number, { width }: Place): FittedText {
  const lines = spans.map(([start, end]) => {
    const trimmed = paragraph.text[end - 1] === ' ' ? end - 1 : end;
    return shapeLine(paragraph, start, trimmed);
  });
  // A word broken amid joined letters may be a hair wider than its parts were.
  const widest = Math.max(0, ...lines.map((line) => line.width));
  return { size: Math.min(size, (width / widest) * 1000 || size), lines };
}

/** How much a line holds, in thousandths of the em. */
function limitAt(size: number, { width }: Place): number {
  return (width / size) * 1000;
}

function linesAt(size: number, { height }: Place): number {
  return Math.floor(height / (size * LEADING));
}

function spans(starts: readonly number[], end: number): Span[] {
  return starts.map((start, i) => [start, starts[i + 1] ?? end]);
}
