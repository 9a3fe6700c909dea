import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { Recommendations } from '@frontpage/shared/contracts/recommendations.ts';
import type { Response } from 'express';
import type { PageObserver } from '../home/home.ts';
import { isPrefetch } from './prefetch.ts';
import type { EventQueue } from './queue.ts';

/** The part whose books count. */
const PART = 'recommendation';

/**
 * Records an impression for each recommended book of a page that was shown, with its place, once the page has left.
 * Signed in or not: what nobody bought is learnt from visitors too. Not for pages of the lab, of which nobody sees one, nor for
 * those that a browser fetches ahead.
 */
export function recordImpressions(queue: EventQueue): PageObserver {
  return function recordPage(page, { fragments, firstByteMs }, res) {
    const { id } = page;
    const sent = firstByteMs !== undefined && res.req.method === 'GET' && !isPrefetch(res.req);
    if (id === undefined || !sent) return;
    const shown = fragments.find(({ upstream, data }) => upstream === PART && data !== undefined);
    if (!shown) return;
    const { books } = shown.data as Recommendations;
    whenSent(res, function recordBooks() {
      const at = new Date().toISOString();
      for (const [index, { book }] of books.entries())
        queue.add(impression(id, page.wish.reader, book.id, index + 1, at));
    });
  };
}

// One id for each place of each page: sent again, it is the same event.
function impression(page: string, reader: string, book: string, position: number, at: string): ShopEvent {
  return { type: 'impression', id: `${page}-${position}`, reader, book, position, at };
}

function whenSent(res: Response, then: () => void): void {
  if (res.writableFinished) then();
  else res.once('finish', then);
}
