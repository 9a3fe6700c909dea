import type { Book } from '@frontpage/shared/contracts/book.ts';
import { cover } from '../home/cover.ts';
import type { ShownPrices } from '../prices/shown-prices.ts';
import { type SignedIn, signInPath } from '../readers/session.ts';
import { compileTemplate } from '../templates.ts';

/** Whether the reader owns the book, and since when. */
export type Owned = 'no' | 'unknown' | { readonly since: string };

type Details = {
  readonly owned: Owned;
  /** What there is to say about the purchase that the reader comes from. */
  readonly notice: 'thanks' | { readonly failure: string } | undefined;
};

type Visit = { readonly reader: SignedIn | undefined; readonly prices: ShownPrices };

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** Renders the page of a book, from its heading to its subjects. */
export function createBookView(): (book: Book, details: Details, visit: Visit) => string {
  const render = compileTemplate('book', [
    'book',
    'cover',
    'price',
    'reader',
    'signIn',
    'owned',
    'since',
    'thanks',
    'failure',
  ]);
  return function renderBook(book, { owned, notice }, { reader, prices }) {
    return render({
      book,
      cover: cover(book),
      price: prices.tag(book),
      reader,
      signIn: signInPath(`/books/${book.id}`),
      // After a purchase the form must not offer another one because the books can't be looked up.
      owned: typeof owned === 'object' || notice === 'thanks' ? 'yes' : owned,
      since:
        typeof owned === 'object' ? { at: owned.since, day: days.format(new Date(owned.since)) } : undefined,
      thanks: notice === 'thanks',
      failure: typeof notice === 'object' ? notice.failure : undefined,
    });
  };
}
