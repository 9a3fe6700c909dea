/** Fastify and undici. */
import fastify from 'fastify';
import { Pool } from 'undici';
import { renderPage } from './render.ts';

const upstream = new Pool(process.env.UPSTREAM ?? '');

async function fetchJson(path: string): Promise<unknown> {
  const { body } = await upstream.request({ path, method: 'GET' });
  return body.json();
}

const app = fastify();
app.get('/home/concurrent', async (_request, reply) => {
  const answers = await Promise.all([fetchJson('/promotions'), fetchJson('/recommendations/visitor')]);
  return reply.type('text/html; charset=utf-8').send(renderPage(answers));
});
const address = await app.listen({ host: '127.0.0.1', port: 0 });
process.send?.({ type: 'listening', port: Number(new URL(address).port) });
