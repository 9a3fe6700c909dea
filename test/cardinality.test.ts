import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import { createVisitor, startShop } from './support/shop.ts';

const REQUESTS = 10_000;
/** Every path with every method, with and without a reader, twice. */
const EACH_KIND = 520;

test('ten thousand different requests leave no more series than a few hundred', {
  timeout: 170_000,
}, async (t) => {
  const { gateway } = await startShop(t, { LAB: 'on' });
  const visitor = createVisitor(gateway.url);
  await visitor.post('/sign-in', { reader: 'r0001' });
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = sender(t, gateway.url);

  await sendAll(send, 0, EACH_KIND, cookie);
  const before = await seriesOf(gateway.opsUrl);
  await sendAll(send, EACH_KIND, REQUESTS, cookie);
  const after = await seriesOf(gateway.opsUrl);

  // Statuses and outcomes that a race decides may come late; a label with a stranger's words in it would bring thousands.
  const added = after.filter((series) => !before.includes(series));
  assert.ok(added.length < 20, `${added.length} series were added: ${added.slice(0, 20).join(' ')}`);
  assert.deepEqual(
    after.filter((series) => series.includes('stranger')),
    [],
  );
  t.diagnostic(`${after.length} series after ${REQUESTS} requests, ${before.length} after ${EACH_KIND}`);
});

type Sent = { readonly method: string; readonly path: string; readonly headers: Record<string, string> };

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'PROPFIND', 'PURGE', 'M-SEARCH'];

/** The nth request: each differs from all others in whatever a stranger can choose. */
function requestOf(nth: number, cookie: string): Sent {
  const word = `stranger-${nth}-${randomUUID()}`;
  const paths = [
    `/${word}`,
    `/${word}/${word}?q=${word}`,
    `/home/${word}`,
    `/home/concurrent?reader=${word}&budget=${nth}`,
    `/books/${word}`,
    `/books/${word}/certificate.pdf`,
    `/books/${word}/purchases`,
    `/uploads/${word}`,
    `/uploads/${randomUUID()}`,
    `/uploads/${word}/delete`,
    `/sign-in?next=/${word}`,
    `/currency/${word}`,
    `/%ff${word}`,
  ];
  return {
    method: METHODS[Math.floor(nth / paths.length) % METHODS.length] as string,
    path: paths[nth % paths.length] as string,
    headers: {
      cookie: nth % 2 === 0 ? cookie : `reader=${word}`,
      host: `${word}.example`,
      'user-agent': word,
      'x-request-id': word,
      traceparent: `00-${randomUUID().replaceAll('-', '')}-${randomUUID().slice(-12)}0000-01`,
      'accept-language': word,
      [`x-${word}`]: word,
    },
  };
}

/** As many at a time as a browser's worth of connections. */
async function sendAll(send: (sent: Sent) => Promise<void>, from: number, to: number, cookie: string) {
  let next = from;
  const workers = Array.from({ length: 16 }, async () => {
    while (next < to) await send(requestOf(next++, cookie));
  });
  await Promise.all(workers);
}

/** Node's own client: it sends any method that HTTP knows, and any Host. */
function sender(t: TestContext, url: string): (sent: Sent) => Promise<void> {
  const agent = new Agent({ keepAlive: true });
  t.after(() => agent.destroy());
  return ({ method, path, headers }) =>
    new Promise((resolve, reject) => {
      const sending = request(url, { agent, method, path, headers }, (res) => {
        res.resume();
        res.once('close', resolve);
      });
      sending.once('error', reject);
      sending.end();
    });
}

/** What the gateway counts and measures: names and labels, a histogram's buckets as one. Node's own are left out. */
async function seriesOf(opsUrl: string): Promise<string[]> {
  const text = await (await fetch(`${opsUrl}/metrics`)).text();
  const series = text.split('\n').flatMap((line) => /^[a-z][^ {]*(?:\{[^}]*\})?/.exec(line)?.[0] ?? []);
  const own = series.filter((each) => !/^(nodejs|process)_/.test(each));
  return [...new Set(own.map((each) => each.replace(/le="[^"]*",?/, '')))];
}
