import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readLabHeaders } from '@frontpage/shared/latency/header.ts';
import { createLatency } from '@frontpage/shared/latency/latency.ts';
import { INJECTED_HEADER } from '@frontpage/shared/latency/middleware.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import type { App } from '@frontpage/shared/server.ts';
import { serviceApp } from '@frontpage/shared/service-app.ts';
import type { RatesSourceConfig } from './config.ts';
import { latestDay, type Publication, publish } from './publication.ts';

/** How long a throttled caller is asked to wait, in seconds. */
const RETRY_AFTER = '2';

/**
 * Stands for the outside: the European Central Bank's daily document, with rates that are made up, slow to come and at times
 * refused with 429. Throttling is quick, as it is at the door of a real source, and is not a part of the injected delay.
 */
export function createRatesSource(
  config: RatesSourceConfig,
  surroundings: Surroundings,
  now: () => Temporal.Instant = Temporal.Now.instant,
): App {
  const latency = createLatency('rates-source', config, surroundings);
  const latest = rememberDay(now);

  const app = serviceApp(surroundings, (routes) => {
    routes.get('/eurofxref-daily.xml', throttle(config), latency.inject, (_req, res) => {
      const { document, publishedAt, etag } = latest();
      // With these two, Express answers 304 to whoever has the document already.
      res.set({ etag, 'last-modified': publishedAt.toUTCString(), 'cache-control': 'public, max-age=60' });
      res.type('text/xml').send(document);
    });
  });
  return { app, operations: latency.operations };
}

/** The latest publication, worked out once a day. */
function rememberDay(now: () => Temporal.Instant) {
  let known: ({ readonly day: Temporal.PlainDate; readonly etag: string } & Publication) | undefined;
  return function latest() {
    const day = latestDay(now());
    if (!known?.day.equals(day)) {
      const publication = publish(day);
      const hash = createHash('sha256').update(publication.document).digest('base64url');
      known = { ...publication, day, etag: `"${hash.slice(0, 22)}"` };
    }
    return known;
  };
}

function throttle({ LAB, THROTTLE }: RatesSourceConfig) {
  return function refuseSome(req: IncomingMessage, res: ServerResponse, next: () => void): void {
    // Draws of their own, so that being throttled doesn't depend on the delay.
    const { random = Math.random } = LAB ? readLabHeaders(req.headers, 'rates-source-throttle') : {};
    if (random() * 100 >= THROTTLE) {
      next();
      return;
    }
    res.setHeader(INJECTED_HEADER, 0);
    throw new ProblemError(429, 'Too Many Requests', `Come back in ${RETRY_AFTER} seconds.`, {
      headers: { 'retry-after': RETRY_AFTER },
    });
  };
}
