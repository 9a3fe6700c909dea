import { type Beliefs, beliefsFrom } from './beliefs.ts';
import { createClickFilter } from './clicks.ts';
import { createTally } from './tally.ts';

/** An impression or a click, of a book by its number. */
type FeedbackEvent = {
  type: 'impression' | 'click';
  reader: string;
  book: number;
  /** Its place on the page, from 1. */
  position: number;
  /** Milliseconds since 1970. */
  at: number;
};

export type Feedback = {
  /** Takes an event; one from the future counts as of now. */
  take(event: FeedbackEvent): void;
  /** What is believed now, brought up to date at most once a second. */
  beliefs(): Beliefs;
  /** How many clicks counted, and how many did not, having no impression of their own. */
  clicks(): { counted: number; unmatched: number };
};

const REFRESH_MS = 1000;

/** What readers did with what they were shown, and what follows for each book. */
export function createFeedback(bookCount: number, now: () => number = Date.now): Feedback {
  const tally = createTally(bookCount, now());
  const filter = createClickFilter();
  const clicks = { counted: 0, unmatched: 0 };
  let known: { beliefs: Beliefs; at: number } | undefined;
  let changed = false;

  function count(book: number, click: { at: number; place: number }): void {
    tally.click(book, click.place, click.at);
    clicks.counted++;
  }

  return {
    take({ type, reader, book, position, at: given }) {
      const at = Math.min(given, now());
      changed = true;
      if (type === 'impression') {
        tally.impression(book, position, at);
        const held = filter.impression(reader, book, at);
        if (!held) return;
        clicks.unmatched--;
        count(book, held);
      } else if (filter.click(reader, book, { at, place: position })) {
        count(book, { at, place: position });
      } else clicks.unmatched++;
    },
    beliefs() {
      const at = now();
      // The clock may have been set back: then what is known is not of a second ago either.
      if (!known || (changed && Math.abs(at - known.at) >= REFRESH_MS)) {
        known = { beliefs: beliefsFrom(tally.counts(at)), at };
        changed = false;
      }
      return known.beliefs;
    },
    clicks: () => ({ ...clicks }),
  };
}
