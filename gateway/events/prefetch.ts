import type { Request } from 'express';

/** Whether a browser fetches this ahead of a visit that may never come (`Sec-Purpose`: prefetch and prerender). */
export function isPrefetch(req: Request): boolean {
  return /\bprefetch\b/i.test(req.get('sec-purpose') ?? req.get('purpose') ?? '');
}
