import { ProblemError } from '@frontpage/shared/problem.ts';
import type { RequestHandler } from 'express';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];
const SAFE = ['GET', 'HEAD'];

/**
 * Keeps other sites' pages out of an operator's tool. The host must be one of ours, since a name that a stranger makes point to this machine
 * is same-origin to the browser (DNS rebinding); and what changes something must come from our own pages or from no page at all, as curl does.
 *
 * @throws ProblemError 421 for another host, 403 for another origin.
 */
export function guard(allowedHosts: readonly string[]): RequestHandler {
  const hosts = new Set([...LOOPBACK, ...allowedHosts]);
  return function keepStrangersOut(req, _res, next) {
    const host = req.headers.host ?? '';
    if (!hosts.has(host.toLowerCase().replace(/:\d+$/, ''))) {
      throw new ProblemError(
        421,
        'Misdirected Request',
        `This is not ${host}; ALLOWED_HOSTS would have to name it.`,
      );
    }
    if (!SAFE.includes(req.method) && !isOwn(req.headers['sec-fetch-site'], req.headers.origin, host)) {
      throw new ProblemError(403, 'Forbidden', 'Only pages of the lab itself may ask for this.');
    }
    next();
  };
}

function isOwn(site: string | string[] | undefined, origin: string | undefined, host: string): boolean {
  if (site !== undefined) return site === 'same-origin';
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
