import { randomBytes } from 'node:crypto';
import { readerIdSchema } from '@frontpage/shared/contracts/recommendations.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import cookieParser from 'cookie-parser';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { wantsHtml } from '../wants-html.ts';

/** A reader who has signed in. */
export type SignedIn = { readonly id: string; readonly name: string };

export type CookieConfig = { readonly COOKIE_SECRET?: string | undefined; readonly COOKIE_SECURE: boolean };

const COOKIE = 'session';
const LIFE = 30 * 24 * 3600 * 1000;

/** The most of a name that the cookie holds, in UTF-16 units: browsers drop one of more than 4 kB (RFC 6265, 6.1). */
const LONGEST_NAME = 100;

// The end is inside the signature too: a copy of the cookie must not outlive the one in the browser.
const sessionSchema = z.object({ id: readerIdSchema, name: z.string().min(1), until: z.number() });

/** Reads cookies, and checks the signed ones; without a secret in the configuration they last as long as the process. */
export function readCookies({ COOKIE_SECRET: secret }: CookieConfig, log: Logger): RequestHandler {
  if (secret === undefined)
    log.warn('COOKIE_SECRET is not set: readers are signed out when the gateway ends, and by a second one');
  return cookieParser(secret ?? randomBytes(32).toString('base64url'));
}

/** Who has signed in; undefined for a visitor, and where the cookie was forged, changed or has run out. */
export function readerOf(req: Request): SignedIn | undefined {
  const given: unknown = req.signedCookies[COOKIE];
  if (given === undefined) return undefined;
  const session = sessionSchema.safeParse(given);
  if (!session.success || session.data.until <= Date.now()) return undefined;
  const { id, name } = session.data;
  return { id, name };
}

/**
 * Who has signed in.
 *
 * @param next where a visitor goes once they have: the page that they asked for, or `/` after a form, unless said.
 * @throws ProblemError where nobody has: 303 to the sign-in page for those who read HTML, 401 for the rest.
 */
export function requireReader(req: Request, next = asksForPage(req) ? req.originalUrl : '/'): SignedIn {
  const reader = readerOf(req);
  if (reader) return reader;
  if (!wantsHtml(req)) throw new ProblemError(401, 'Unauthorized', 'Sign in first, by POST /sign-in.');
  const headers = { location: signInPath(next), 'cache-control': 'no-store' };
  throw new ProblemError(303, 'See Other', 'Please sign in first.', { headers });
}

/** The sign-in page that leads on to `next`. */
export function signInPath(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}

export function signIn(res: Response, { id, name }: SignedIn, config: CookieConfig): void {
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1).toWellFormed()}…` : name;
  const session = { id, name: shown, until: Date.now() + LIFE };
  res.cookie(COOKIE, session, { ...cookieOptions(config), signed: true, maxAge: LIFE });
}

export function signOut(res: Response, config: CookieConfig): void {
  res.clearCookie(COOKIE, cookieOptions(config));
}

function asksForPage({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function cookieOptions({ COOKIE_SECURE: secure }: CookieConfig): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', path: '/', secure };
}
