import type { RequestListener } from 'node:http';

/** The form that buys the book. */
export const FORM = /<form method="post" action="\/books\/emma\/purchases">/;

export const fails: RequestListener = (_req, res) => res.writeHead(500).end();
