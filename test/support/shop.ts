import type { IncomingMessage, RequestListener } from 'node:http';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { type EventsAnswer, eventsSchema, type ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { Reader, Readers } from '@frontpage/shared/contracts/readers.ts';
import { answer, healthy, startGateway, startUpstream } from './gateway.ts';

/** A recommendation with readers who buy; it keeps every event that it takes, the same id once. */
export function fakeRecommendation() {
  const names = new Map([
    ['r0001', 'Ada Lovelace'],
    ['r0002', '王小明 <b>'],
    ['r0003', '王'.repeat(500)],
  ]);
  const events = new Map<string, ShopEvent>();
  const batches: ShopEvent[][] = [];

  const read: RequestListener = (req, res) => {
    const [, , id] = new URL(req.url ?? '', 'http://x').pathname.split('/');
    if (!req.url?.startsWith('/readers')) return healthy.recommendation(req, res);
    if (id === undefined) {
      const readers = [...names].map(([id, name]) => ({ id, name, books: 1 }));
      return answer({ readers, total: names.size } satisfies Readers)(req, res);
    }
    const name = names.get(id);
    if (name === undefined) {
      res.writeHead(404, { 'content-type': 'application/problem+json' }).end('{}');
      return;
    }
    answer({ id, name, purchases: purchasesOf(id) } satisfies Reader)(req, res);
  };
  function purchasesOf(reader: string): Reader['purchases'] {
    const theirs = [...events.values()].filter(
      (event) => event.type === 'purchase' && event.reader === reader,
    );
    return theirs.map(({ book, at }) => ({
      book: { id: book, title: book, author: 'X', year: 1, subjects: ['x'], priceCents: 1 },
      at,
    }));
  }
  async function take(req: IncomingMessage): Promise<EventsAnswer> {
    const { events: batch } = eventsSchema.parse(await json(req));
    batches.push(batch);
    const before = events.size;
    for (const event of batch) events.set(event.id, events.get(event.id) ?? event);
    const accepted = events.size - before;
    return { accepted, duplicates: batch.length - accepted };
  }
  const write: RequestListener = async (req, res) => answer(await take(req))(req, res);
  const ofType = (type: ShopEvent['type']) => [...events.values()].filter((event) => event.type === type);
  return { read, write, take, ofType, batches };
}

/** Times that no machine is too slow for. */
const PATIENT = { PAGE_BUDGET: '60000', UPSTREAM_TIMEOUT: '50000', PURCHASE_TIMEOUT: '30000' };

/** The whole shop in front of it, and somebody who visits. */
export async function startShop(t: TestContext, env: Record<string, string> = {}) {
  const fake = fakeRecommendation();
  const promo = await startUpstream(t, healthy.promo);
  const recommendation = await startUpstream(t, fake.read);
  recommendation.events = fake.write;
  const urls = { PROMO_URL: promo.url, RECOMMENDATION_URL: recommendation.url };
  const gateway = await startGateway(t, { ...urls, ...PATIENT, ...env });
  const metric = async (line: string) => {
    const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
    const found = metrics.split('\n').find((each) => each.startsWith(`${line} `));
    return Number(found?.slice(line.length + 1) ?? 0);
  };
  return { gateway, promo, recommendation, fake, metric, visitor: createVisitor(gateway.url) };
}

/** A browser in its simplest form: keeps cookies, follows nothing. */
export function createVisitor(url: string) {
  const cookies = new Map<string, string>();
  async function send(path: string, init: RequestInit & { headers?: Record<string, string> }) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(cookie && { cookie }), ...init.headers };
    const response = await fetch(url + path, { redirect: 'manual', ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const html = await response.text();
    return {
      status: response.status,
      location: response.headers.get('location'),
      headers: response.headers,
      html,
    };
  }
  return {
    cookies,
    get: (path: string, headers: Record<string, string> = {}) => send(path, { headers }),
    post: (path: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      send(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
  };
}
