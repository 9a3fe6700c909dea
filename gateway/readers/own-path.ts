/** Resolves paths against an origin that can't be anybody's (RFC 6761). */
const NOWHERE = 'http://frontpage.invalid';

/**
 * Where a visitor goes next, as a form or a query says: a path of this site, with its query. Whatever a browser might take for
 * another site's address (`//evil`, `/\evil`, `https:evil`, one that only looks so once its dots are resolved) is `fallback`.
 */
export function ownPath(text: unknown, fallback = '/'): string {
  if (typeof text !== 'string' || text.length > 2000 || !/^\/(?![/\\])/.test(text)) return fallback;
  if (!URL.canParse(text, NOWHERE)) return fallback;
  const { origin, pathname, search } = new URL(text, NOWHERE);
  return origin === NOWHERE && !pathname.startsWith('//') ? pathname + search : fallback;
}
