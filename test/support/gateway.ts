import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createGateway } from '../../gateway/app.ts';
import { gatewayEnv } from '../../gateway/config.ts';
import { startServer } from './server.ts';
import { startApp } from './service.ts';

/**
 * An upstream of a test's own making; `calls` counts the requests that reached it, `open` those not yet over. What the
 * gateway asks for in the background is answered by `polled`, the events that it sends by `events`; neither counts them.
 */
export async function startUpstream(t: TestContext, behave: RequestListener) {
  const background = { polled: noSales, events: takeEvents };
  const server = await startServer(t, behave, ({ url = '' }) => {
    if (url === '/events') return upstream.events;
    return POLLED.includes(url) ? upstream.polled : undefined;
  });
  const upstream = Object.assign(server, background);
  return upstream;
}

/**
 * The real gateway, with these variables set; without exchange rates unless one of them is their address, and however busy the
 * machine is.
 */
export async function startGateway(t: TestContext, env: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const gateway = await startApp(t, gatewayEnv, createGateway, {
    RATES_URL: 'http://127.0.0.1:1',
    SHED_LOOP_DELAY: '60000',
    DATA_DIR: folder,
    ...env,
  });
  t.after(() => rm(folder, { recursive: true, force: true }));
  return gateway;
}

/** Answers with JSON, as a healthy upstream does. */
export function answer(body: unknown): RequestListener {
  const text = JSON.stringify(body);
  return (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(text);
  };
}

/** Waits until something holds, however long the machine takes; a test that waits in vain is ended by the runner. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

const POLLED = ['/sales', '/rates'];
const noSales = answer({ at: '2026-11-23T12:00:00Z', sales: [] });
const takeEvents = answer({ accepted: 0, duplicates: 0 });

const book = {
  id: 'middlemarch',
  title: 'Middlemarch',
  author: 'George Eliot',
  year: 1871,
  subjects: ['social'],
  priceCents: 1290,
};

/** What a healthy promo and recommendation answer. */
export const healthy = {
  promo: answer({
    at: '2026-11-23T12:00:00Z',
    promotions: [
      {
        id: 'eliot-week',
        title: 'A week in the Midlands',
        text: 'The great novel of provincial life.',
        callToAction: 'Move in',
        book,
        discountPercent: 10,
        salePriceCents: 1161,
        from: '2026-11-20T00:00:00Z',
        until: '2099-11-27T00:00:00Z',
        lastDay: '2099-11-26',
      },
    ],
  }),
  recommendation: answer({
    reader: 'visitor',
    basis: 'popularity',
    books: [{ book: { ...book, id: 'emma', title: 'Emma' }, reason: 'popular with readers', score: 0.5 }],
  }),
};
