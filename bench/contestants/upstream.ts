/**
 * Every upstream of every contestant: answers made once, sent at once. Where `LATENCY` is set, a page's call that carries a seed
 * waits for as long as that draws, as it would at the services, and after a request for `/begin` calls without a seed do too.
 * `/waits` tells how long each call with a seed has waited in fact, and forgets it.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { delayAt } from '@frontpage/shared/latency/distributions.ts';
import { readLabHeaders } from '@frontpage/shared/latency/header.ts';
import { INJECTED_HEADER } from '@frontpage/shared/latency/middleware.ts';
import { parseProfile } from '@frontpage/shared/latency/profile.ts';
import { wait } from '@frontpage/shared/latency/wait.ts';
import { promotions, recommendations } from './answers.ts';
import { listen } from './listen.ts';

const answers = new Map<string, Buffer>(
  Object.entries({
    '/promotions': promotions,
    '/recommendations/visitor': recommendations,
    '/sales': { at: promotions.at, sales: [] },
    '/rates': { base: 'EUR', date: '2026-11-20', confirmedAt: '2026-11-23T12:00:00Z', rates: { USD: 1.08 } },
    '/begin': {},
    '/events': { accepted: 1, duplicates: 0 },
  }).map(([path, answer]) => [path, Buffer.from(JSON.stringify(answer))]),
);
/** The service that each page's call stands for. */
const services = new Map([
  ['/promotions', 'promo'],
  ['/recommendations/visitor', 'recommendation'],
]);
const latency = process.env.LATENCY ? parseProfile(process.env.LATENCY, 'LATENCY') : undefined;
let begun = false;
let waits: [service: string, seed: number, ms: number][] = [];

listen(
  // As long as the services keep one: none is closed on which a call is about to be sent.
  createServer({ keepAliveTimeout: 65_000 }, async (req, res) => {
    const path = req.url ?? '';
    req.resume();
    if (path === '/begin') begun = true;
    const service = latency && services.get(path);
    const injected = service === undefined ? undefined : await delay(service, req);
    const answer = path === '/waits' ? takeWaits() : answers.get(path);
    const headers = {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=60',
      ...(injected !== undefined && { [INJECTED_HEADER]: injected }),
    };
    if (answer) res.writeHead(200, { ...headers, 'content-length': answer.length }).end(answer);
    else res.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
  }),
);

async function delay(service: string, { headers }: IncomingMessage): Promise<number | undefined> {
  const { random } = readLabHeaders(headers, service);
  if (!latency || (!random && !begun)) return undefined;
  const ms = delayAt(latency, (random ?? Math.random)());
  const start = performance.now();
  // Nobody leaves early here.
  await wait(ms, new AbortController().signal);
  if (random) waits.push([service, Number(headers['x-latency-seed']), performance.now() - start]);
  return ms;
}

function takeWaits(): Buffer {
  const taken = Buffer.from(JSON.stringify(waits));
  waits = [];
  return taken;
}
