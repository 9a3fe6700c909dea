import type { Reader, Readers } from '@frontpage/shared/contracts/readers.ts';
import { readerIdSchema, UNKNOWN_READER } from '@frontpage/shared/contracts/recommendations.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { type Request, type Response, Router } from 'express';
import { formBody } from '../form-body.ts';
import type { SendShopPage } from '../shop-page.ts';
import { compileTemplate } from '../templates.ts';
import { callFor } from '../upstreams/call-for.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { wantsHtml } from '../wants-html.ts';
import { ownPath } from './own-path.ts';
import { type CookieConfig, type SignedIn, signIn, signOut } from './session.ts';

type Options = {
  readonly upstreams: { readonly readers: Upstream<Readers>; readonly reader: Upstream<Reader> };
  readonly sendPage: SendShopPage;
  readonly config: CookieConfig & { readonly PAGE_BUDGET: number };
};

type Fault = { readonly status: number; readonly given: string; readonly detail: string };

/**
 * Signing in as one of the readers, without a password: `GET /sign-in` lists some of them, `POST /sign-in` (`reader`, `next`)
 * sets the cookie, `POST /sign-out` (`next`) takes it away; both lead on to `next`, a path of our own. While recommendation is
 * down the list is missing, and a reader goes by their id.
 */
export function signInRoutes({ upstreams, sendPage, config }: Options): Router {
  const render = compileTemplate('sign-in', ['readers', 'next', 'given', 'fault']);
  const budget = config.PAGE_BUDGET;

  async function sendForm(req: Request, res: Response, next: string, fault?: Fault): Promise<void> {
    const { data } = await upstreams.readers.calls.plain(callFor(req, { path: '/readers', budget }));
    const content = () =>
      render({ readers: data?.readers, next, given: fault?.given ?? '', fault: fault?.detail });
    sendPage(req, res, { title: 'Sign in', status: fault?.status ?? 200, back: next, content });
  }

  /** @throws ProblemError 404 for one that recommendation does not know */
  async function lookUp(id: string, req: Request): Promise<SignedIn> {
    const path = `/readers/${encodeURIComponent(id)}`;
    const { data, status } = await upstreams.reader.calls.plain(
      callFor(req, { path, personalTo: id, budget }),
    );
    if (status === 404) throw new ProblemError(404, 'Not Found', `There is no reader “${id}”.`);
    return { id, name: data?.name ?? id };
  }

  const routes = Router();
  routes.get('/sign-in', (req, res) => sendForm(req, res, ownPath(req.query.next)));
  routes.post('/sign-in', formBody, async (req, res) => {
    const { reader, next } = fieldsOf(req);
    try {
      signIn(res, await lookUp(checkId(reader), req), config);
    } catch (error) {
      if (!(error instanceof ProblemError) || !wantsHtml(req)) throw error;
      const { status, detail } = error;
      return sendForm(req, res, ownPath(next), { status, detail, given: String(reader ?? '') });
    }
    leadOn(res, next);
  });
  routes.post('/sign-out', formBody, (req, res) => {
    signOut(res, config);
    leadOn(res, fieldsOf(req).next);
  });
  return routes;
}

function checkId(given: unknown): string {
  const { success, data } = readerIdSchema.safeParse(given);
  if (success && data !== UNKNOWN_READER) return data;
  throw new ProblemError(
    400,
    'Bad Request',
    'A reader’s id is up to 64 letters, digits, - and _, such as r0007.',
  );
}

function fieldsOf(req: Request): Readonly<Record<string, unknown>> {
  return req.body ?? {};
}

function leadOn(res: Response, next: unknown): void {
  res.set('cache-control', 'no-store').redirect(303, ownPath(next));
}
