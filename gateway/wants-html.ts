import type { Request } from 'express';

/** Whether an answer is to be a page: for those who read HTML and don't like JSON better. */
export function wantsHtml(req: Request): boolean {
  return Boolean(req.accepts('html')) && req.accepts(['json', 'html']) !== 'json';
}
