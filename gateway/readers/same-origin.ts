import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Request, RequestHandler } from 'express';
import { closeUnread } from '../close-unread.ts';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what another site's page makes a reader's browser do (cross-site request forgery): a request with an unsafe method
 * must come from a page of our own. Browsers say where it comes from by Fetch Metadata (`Sec-Fetch-Site`) or, where they
 * don't send that (plain http, old ones), by `Origin`. What says neither is no browser, and has nobody's cookie but its own.
 */
export const sameOrigin: RequestHandler = function sameOrigin(req, res, next) {
  if (SAFE.includes(req.method) || isOurs(req)) return next();
  closeUnread(req, res);
  throw new ProblemError(403, 'Forbidden', 'This was sent from a page of another site, so nothing was done.');
};

/** Whether a request comes from a page of ours or from nobody's: typed, from a bookmark, or by something that is no browser. */
export function isOurs(req: Request): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  return origin === undefined || hostOf(origin) === req.get('host')?.toLowerCase();
}

// Of the scheme nothing is known here where a proxy in front undoes TLS.
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
