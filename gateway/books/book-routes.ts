import { randomUUID } from 'node:crypto';
import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { validate } from '@frontpage/shared/validate.ts';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { formBody } from '../form-body.ts';
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

const TOKEN = 'up to 64 letters, digits, - and _';
const purchaseSchema = z.object({ purchase: z.string({ error: TOKEN }).regex(/^[\w-]{1,64}$/, TOKEN) });

/** Why a purchase failed, for the reader; trying again is safe in both cases. */
const FAILURES: Readonly<Record<Exclude<Bought, 'bought'>, string>> = {
  refused: 'Nothing was bought: the shop’s books are closed for the moment. You can safely try again.',
  unknown:
    'Whether this was bought is not known: no answer came back. You can safely try again, it is bought only once.',
};

/**
 * `GET /books/:id`, the page of a book, and `POST /books/:id/purchases`, which buys it. `purchase`, made with the page,
 * names the purchase: sent again it is the same one.
 */
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
    const details = { owned, token: randomUUID(), notice: thanks ? 'thanks' : undefined } as const;
    const content: Parameters<SendShopPage>[2]['content'] = (visit) => render(book, details, visit);
    sendPage(req, res, { title: book.title, back: `/books/${book.id}`, content });
  }

  function sendFailure(req: Request, res: Response, book: Book, token: string, failure: string): void {
    res.set('retry-after', '5');
    if (!wantsHtml(req)) throw new ProblemError(503, 'Service Unavailable', failure);
    const details = { owned: 'no', token, notice: { failure } } as const;
    const content: Parameters<SendShopPage>[2]['content'] = (visit) => render(book, details, visit);
    sendPage(req, res, { title: book.title, status: 503, back: `/books/${book.id}`, content });
  }

  const routes = Router();
  routes.get('/books/:id', sendBook);
  routes.post('/books/:id/purchases', formBody, async (req, res) => {
    const book = bookOf(req);
    const path = `/books/${book.id}`;
    const reader = requireReader(req, path);
    const { purchase: token } = validate(purchaseSchema, req.body ?? {}, 'body');
    const outcome = await buy({ reader: reader.id, book, token }, req);
    if (outcome !== 'bought') return sendFailure(req, res, book, token, FAILURES[outcome]);
    res.set('cache-control', 'no-store').redirect(303, `${path}?thanks`);
  });
  return routes;
}
