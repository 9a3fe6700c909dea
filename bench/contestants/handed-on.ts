import type { IncomingHttpHeaders } from 'node:http';

const SEED = 'x-latency-seed';

/** What a page's calls carry of its own headers: the seed that decides their delay. */
export function handedOn(headers: IncomingHttpHeaders): Record<string, string> {
  const seed = headers[SEED];
  return typeof seed === 'string' ? { [SEED]: seed } : {};
}
