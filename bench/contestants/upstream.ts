/** Both upstreams of every contestant: an answer made once, sent at once. */
import { createServer } from 'node:http';
import { promotions, recommendations } from './answers.ts';
import { listen } from './listen.ts';

const answers = new Map<string, Buffer>([
  ['/promotions', Buffer.from(JSON.stringify(promotions))],
  ['/recommendations/visitor', Buffer.from(JSON.stringify(recommendations))],
]);

listen(
  createServer((req, res) => {
    const answer = answers.get(req.url ?? '');
    const headers = { 'content-type': 'application/json', 'cache-control': 'public, max-age=60' };
    if (answer) res.writeHead(200, { ...headers, 'content-length': answer.length }).end(answer);
    else res.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
  }),
);
