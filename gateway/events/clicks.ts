import { createHash } from 'node:crypto';
import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { UNKNOWN_READER } from '@frontpage/shared/contracts/recommendations.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { type Request, Router } from 'express';
import { z } from 'zod';
import { isOurs } from '../readers/same-origin.ts';
import { readerOf } from '../readers/session.ts';
import { isPrefetch } from './prefetch.ts';
import type { EventQueue } from './queue.ts';

const clickSchema = z.object({
  page: z.uuid(),
  position: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(100)),
});

/**
 * `GET /clicks/:book?position=3&page=ID`: records that a recommended book was chosen on a page, and leads on to the book. The
 * page and the book make the event, so that a repeat changes nothing. A link that was tampered with, or followed from another
 * site or ahead of time, leads on all the same and does not count.
 */
export function clickRoutes(queue: EventQueue, catalogue: Catalogue): Router {
  function recordClick(req: Request, book: string): void {
    const click = clickSchema.safeParse(req.query);
    if (!click.success || req.method !== 'GET' || isPrefetch(req) || !isOurs(req)) return;
    const { page, position } = click.data;
    const reader = readerOf(req)?.id ?? UNKNOWN_READER;
    queue.add({
      type: 'click',
      id: clickId(page, book),
      reader,
      book,
      position,
      at: new Date().toISOString(),
    });
  }

  const routes = Router();
  routes.get('/clicks/:book', (req, res) => {
    const book = catalogue.byId.get(String(req.params.book));
    if (!book) throw new ProblemError(404, 'Not Found', 'There is no such book in this shop.');
    recordClick(req, book.id);
    res.set('cache-control', 'no-store').redirect(303, `/books/${book.id}`);
  });
  return routes;
}

function clickId(page: string, book: string): string {
  return createHash('sha256').update(`click\n${page}\n${book}`).digest('base64url');
}
