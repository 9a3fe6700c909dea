/** Every upstream of every contestant: answers made once, sent at once. */
import { createServer } from 'node:http';
import { promotions, recommendations } from './answers.ts';
import { listen } from './listen.ts';

const answers = new Map<string, Buffer>(
  Object.entries({
    '/promotions': promotions,
    '/recommendations/visitor': recommendations,
    '/sales': { at: promotions.at, sales: [] },
    '/rates': { base: 'EUR', date: '2026-11-20', confirmedAt: '2026-11-23T12:00:00Z', rates: { USD: 1.08 } },
    '/events': { accepted: 1, duplicates: 0 },
  }).map(([path, answer]) => [path, Buffer.from(JSON.stringify(answer))]),
);

listen(
  createServer((req, res) => {
    const answer = answers.get(req.url ?? '');
    req.resume();
    const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' };
    if (answer) res.writeHead(200, { ...headers, 'content-length': answer.length }).end(answer);
    else res.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
  }),
);
