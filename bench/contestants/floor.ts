/** The least that does the work: node:http, undici, and the page. No limits, no timeouts, no metrics, no logs. */
import { createServer } from 'node:http';
import { Pool } from 'undici';
import { handedOn } from './handed-on.ts';
import { listen } from './listen.ts';
import { renderPage } from './render.ts';

const upstream = new Pool(process.env.UPSTREAM ?? '');

async function fetchJson(path: string, headers: Record<string, string>): Promise<unknown> {
  const { body } = await upstream.request({ path, method: 'GET', headers });
  return body.json();
}

listen(
  createServer(async (req, res) => {
    const headers = handedOn(req.headers);
    const answers = await Promise.all([
      fetchJson('/promotions', headers),
      fetchJson('/recommendations/visitor', headers),
    ]);
    const page = Buffer.from(renderPage(answers));
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.setHeader('content-length', page.length);
    res.end(page);
  }),
);
