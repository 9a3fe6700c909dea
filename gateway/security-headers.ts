import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Security headers: everything comes from our own origin, and nothing inline, neither script nor style. */
export function securityHeaders(): RequestHandler {
  return helmet({
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
  });
}
