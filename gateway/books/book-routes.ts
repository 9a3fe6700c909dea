import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { type Request, type Response, Router } from 'express';
import type { Purchases } from '../readers/purchases.ts';
import { readerOf, requireReader } from '../readers/session.ts';
import type { SendShopPage } from '../shop-page.ts';
import { wantsHtml } from '../wants-html.ts';
import { createBookView, type Owned } from './book-view.ts';
import type { Bought, Buy } from './buy.ts';

type Options = {
  readonly catalogue: Catalogue;
  readonly purchasesOf: Purchases;
  readonly buy: Buy;
  readonly sendPage: SendShopPage;
};

/** Why a purchase failed, for the reader; trying again is safe in both cases. */
const FAILURES: Readonly<Record<Exclude<Bought, 'bought'>, string>> = {
  refused: 'Nothing was bought: the shop’s books are closed for the moment. You can safely try again.',
  unknown:
    'Whether this was bought is not known: no clear answer came back. You can safely try again, it is bought only once.',
};

/** `GET /books/:id`, the page of a book, and `POST /books/:id/purchases`, which buys it; sent again it is the same purchase. */
export function bookRoutes({ catalogue, purchasesOf, buy, sendPage }: Options): Router {
  const render = createBookView();

  function bookOf(req: Request): Book {
    const book = catalogue.byId.get(String(req.params.id));
    if (book) return book;
    throw new ProblemError(404, 'Not Found', 'There is no such book in this shop.');
  }

  async function ownedBy(req: Request, book: Book): Promise<Owned> {
    const reader = readerOf(req);
    if (!reader) return 'no';
    try {
      const { purchases } = await purchasesOf(reader.id, req);
      const purchase = purchases.find((each) => each.book.id === book.id);
      return purchase ? { since: purchase.at } : 'no';
    } catch (error) {
      if (error instanceof ProblemError) return 'unknown';
      throw error;
    }
  }

  async function sendBook(req: Request, res: Response): Promise<void> {
    const book = bookOf(req);
    const owned = await ownedBy(req, book);
    const thanks = 'thanks' in req.query && owned !== 'no';
    const details = { owned, notice: thanks ? 'thanks' : undefined } as const;
    const content: Parameters<SendShopPage>[2]['content'] = (visit) => render(book, details, visit);
    sendPage(req, res, { title: book.title, back: `/books/${book.id}`, content });
  }

  function sendFailure(req: Request, res: Response, book: Book, failure: string): void {
    res.set('retry-after', '5');
    if (!wantsHtml(req)) throw new ProblemError(503, 'Service Unavailable', failure);
    const details = { owned: 'no', notice: { failure } } as const;
    const content: Parameters<SendShopPage>[2]['content'] = (visit) => render(book, details, visit);
    sendPage(req, res, { title: book.title, status: 503, back: `/books/${book.id}`, content });
  }

  const routes = Router();
  routes.get('/books/:id', sendBook);
  // Where a purchase that failed has left its reader, who may ask for the address again.
  routes.get('/books/:id/purchases', (req, res) => res.redirect(303, `/books/${bookOf(req).id}`));
  routes.post('/books/:id/purchases', async (req, res) => {
    const book = bookOf(req);
    const path = `/books/${book.id}`;
    const reader = requireReader(req, path);
    const outcome = await buy({ reader: reader.id, book }, req);
    if (outcome !== 'bought') return sendFailure(req, res, book, FAILURES[outcome]);
    res.set('cache-control', 'no-store').redirect(303, `${path}?thanks`);
  });
  return routes;
}
