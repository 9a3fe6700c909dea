import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get, type IncomingMessage, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { listen } from '@frontpage/shared/listen.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import express from 'express';
import { healthy, startGateway, startUpstream, until } from '../test/support/gateway.ts';
import { fetchPage } from '../test/support/page.ts';
import { strategyNames } from './home/strategies.ts';
import { gatewayMetrics } from './metrics.ts';
import { createShedding } from './shedding.ts';

async function start(t: TestContext, env: Record<string, string> = {}) {
  const promo = await startUpstream(t, healthy.promo);
  const recommendation = await startUpstream(t, healthy.recommendation);
  const urls = { PROMO_URL: promo.url, RECOMMENDATION_URL: recommendation.url };
  const gateway = await startGateway(t, { LAB: 'on', ...urls, ...env });
  return { gateway, promo, recommendation };
}

/** Answers as the other does, with this Cache-Control. */
const cacheable =
  (control: string, behave: RequestListener): RequestListener =>
  (req, res) => {
    res.setHeader('cache-control', control);
    behave(req, res);
  };

test('streaming: the frame leaves before any upstream has answered, and parts follow as they come', async (t) => {
  const { gateway, promo, recommendation } = await start(t);
  const release = Promise.withResolvers<void>();
  promo.behave = async (req, res) => {
    await release.promise;
    healthy.promo(req, res);
  };
  const [message] = (await once(get(`${gateway.url}/home/streaming`), 'response')) as [IncomingMessage];
  let received = '';
  message.setEncoding('utf8').on('data', (chunk) => {
    received += chunk;
  });
  await until(() => received.includes('</h3>') && recommendation.calls === 1);
  assert.match(received, /<template shadowrootmode="open">/);
  assert.match(received, /<h3>.*Emma.*<\/h3>/);
  assert.doesNotMatch(received, /A week in the Midlands|<\/html>/);
  release.resolve();
  await once(message, 'end');
  assert.ok(received.indexOf('A week in the Midlands') > received.indexOf('Emma'));
  assert.match(received, /<section slot="promo"|slot="promo"/);
  assert.match(received, /<\/html>\s*$/);
  assert.match(String(message.trailers['server-timing']), /^promo;dur=.*total;dur=/);
  assert.equal(message.headers.trailer, 'server-timing');
});

test('streaming: nothing is sent to a reader who has left, and their calls end', async (t) => {
  const { gateway, promo, recommendation } = await start(t);
  promo.behave = () => {};
  recommendation.behave = () => {};
  const request = get(`${gateway.url}/home/streaming`);
  const [message] = (await once(request, 'response')) as [IncomingMessage];
  await once(message, 'data');
  await until(() => promo.open === 1 && recommendation.open === 1);
  request.destroy();
  await until(() => promo.open === 0 && recommendation.open === 0);
});

test('cached: what may be kept is taken from memory, with its age on the page', async (t) => {
  const { gateway, promo, recommendation } = await start(t);
  promo.behave = cacheable('max-age=60', healthy.promo);
  recommendation.behave = cacheable('private, max-age=60', healthy.recommendation);
  const url = `${gateway.url}/home/cached`;
  assert.deepEqual((await fetchPage(url)).ended, { promo: 'fresh', recommendation: 'fresh' });
  const second = await fetchPage(url);
  assert.deepEqual(second.ended, { promo: 'cached', recommendation: 'cached' });
  assert.match(second.html, /cached, 0 s old/);
  assert.deepEqual((await fetchPage(`${url}?reader=r0001`)).ended, {
    promo: 'cached',
    recommendation: 'fresh',
  });
  assert.deepEqual([promo.calls, recommendation.calls], [1, 2]);
});

test('cached: a thousand identical misses at once are one call', async (t) => {
  const { gateway, promo } = await start(t, { PAGE_BUDGET: '60000', UPSTREAM_TIMEOUT: '60000' });
  const release = Promise.withResolvers<void>();
  promo.behave = async (req, res) => {
    await release.promise;
    healthy.promo(req, res);
  };
  const url = `${gateway.url}/home/cached`;
  const pages = Array.from({ length: 1000 }, () => fetchPage(url));
  const inFlight = async () =>
    /home_pages_in_flight (\d+)/.exec(await (await fetch(`${gateway.opsUrl}/metrics`)).text())?.[1];
  await until(async () => (await inFlight()) === '1000');
  release.resolve();
  for (const page of await Promise.all(pages)) assert.equal(page.status, 200);
  assert.equal(promo.calls, 1);
});

test('cached: a dead upstream is bridged by an answer that allows it, and not by one that does not', async (t) => {
  const { gateway, promo } = await start(t);
  const url = `${gateway.url}/home/cached`;
  promo.behave = cacheable('max-age=0, stale-if-error=60', healthy.promo);
  await fetchPage(url);
  promo.behave = (_req, res) => res.writeHead(500).end();
  const bridged = await fetchPage(url);
  assert.equal(bridged.ended.promo, 'stale: status');
  assert.match(bridged.html, /A week in the Midlands/);

  promo.behave = cacheable('max-age=0', healthy.promo);
  await fetchPage(url);
  promo.behave = (_req, res) => res.writeHead(500).end();
  assert.equal((await fetchPage(url)).ended.promo, 'fallback: status');
});

test('deadline: the page leaves at its budget with what has arrived', async (t) => {
  const { gateway, recommendation } = await start(t);
  recommendation.behave = () => {};
  const page = await fetchPage(`${gateway.url}/home/deadline?budget=300`);
  assert.deepEqual(page.ended, { promo: 'fresh', recommendation: 'fallback: deadline' });
  await until(() => recommendation.open === 0);
});

test('hedged: a late answer is fetched again, and the page shows both attempts', async (t) => {
  const { gateway, promo } = await start(t, { HEDGE_BUDGET: '100' });
  const url = `${gateway.url}/home/hedged`;
  for (let i = 0; i < 60; i += 1) await fetchPage(url);
  async function counts(): Promise<number[]> {
    const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
    const names = ['hedges', 'hedge_wins', 'cancelled'];
    return names.map((name) =>
      Number(new RegExp(`upstream_${name}_total\\{upstream="promo"\\} (\\d+)`).exec(metrics)?.[1]),
    );
  }
  // Some of the pages before may have been hedged already.
  const before = await counts();
  let calls = 0;
  promo.behave = (req, res) => {
    calls += 1;
    // Only the second attempt is answered.
    if (calls === 2) healthy.promo(req, res);
  };
  const page = await fetchPage(url);
  assert.equal(page.ended.promo, 'fresh');
  assert.match(page.html, /<rect class="aborted"/);
  await until(() => promo.open === 0);
  assert.deepEqual(
    (await counts()).map((count, k) => count - (before[k] ?? 0)),
    [1, 1, 1],
  );
});

test('policy stale: the last good answer takes the place of a failed one, with its age', async (t) => {
  const { gateway, promo } = await start(t, { PROMO_POLICY: 'stale' });
  await fetchPage(`${gateway.url}/home/concurrent`);
  promo.behave = (_req, res) => res.writeHead(500).end();
  const page = await fetchPage(`${gateway.url}/home/sequential`);
  assert.equal(page.ended.promo, 'stale: status');
  assert.match(page.html, /A week in the Midlands[\s\S]*stale/);
});

test('policy required: without that part there is no page but a proper 503; a streamed one has begun already', async (t) => {
  const { gateway, recommendation } = await start(t, { RECOMMENDATION_POLICY: 'required' });
  recommendation.behave = (_req, res) => res.writeHead(500).end();
  for (const strategy of strategyNames) {
    const page = await fetchPage(`${gateway.url}/home/${strategy}`);
    if (strategy === 'streaming') {
      assert.equal(page.ended.recommendation, 'fallback: status');
      continue;
    }
    assert.equal(page.status, 503, strategy);
    assert.equal(page.headers['retry-after'], '5');
    assert.equal(page.ended.recommendation, 'fallback: status');
    assert.match(page.html, /^<!doctype html>/);
  }
});

test('blocking: pages beyond workers and line are refused with Retry-After; those in line say how long they waited', async (t) => {
  const { gateway, promo } = await start(t, { BLOCKING_WORKERS: '1', BLOCKING_QUEUE: '1' });
  const release = Promise.withResolvers<void>();
  promo.behave = async (req, res) => {
    await release.promise;
    healthy.promo(req, res);
  };
  const url = `${gateway.url}/home/blocking`;
  const first = fetchPage(url);
  await until(() => promo.open === 1);
  const second = fetchPage(url);
  const queued = async () =>
    /blocking_queue_length (\d+)/.exec(await (await fetch(`${gateway.opsUrl}/metrics`)).text())?.[1];
  await until(async () => (await queued()) === '1');
  const third = await fetchPage(url);
  assert.equal(third.status, 503);
  assert.match(String(third.headers['retry-after']), /^\d+$/);
  // The gateway itself is not held up.
  assert.equal((await fetchPage(`${gateway.url}/style.css`)).status, 200);
  release.resolve();
  assert.equal((await first).status, 200);
  const waited = await second;
  assert.equal(waited.status, 200);
  assert.ok((waited.ms.queued ?? 0) > 0);
  assert.match(waited.html, /waited [\d.]+ ms in line, behind 0 other pages/);
});

test('past its limit of pages in flight the gateway sheds with Retry-After, and stays healthy', async (t) => {
  const { gateway, promo } = await start(t, { SHED_IN_FLIGHT: '2' });
  const release = Promise.withResolvers<void>();
  promo.behave = async (req, res) => {
    await release.promise;
    healthy.promo(req, res);
  };
  const url = `${gateway.url}/home/concurrent`;
  const pages = [fetchPage(url), fetchPage(url)];
  await until(() => promo.open === 2);
  const shed = await fetchPage(url);
  assert.equal(shed.status, 503);
  assert.equal(shed.headers['retry-after'], '1');
  assert.equal((await fetch(`${gateway.opsUrl}/readyz`)).status, 200);
  release.resolve();
  for (const page of await Promise.all(pages)) assert.equal(page.status, 200);
  assert.equal((await fetchPage(url)).status, 200);
  const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
  assert.match(metrics, /home_pages_shed_total\{reason="in-flight"\} 1/);
});

test('HEAD and HTTP/1.0 get every strategy’s page too', async (t) => {
  const { gateway } = await start(t);
  for (const strategy of strategyNames) {
    const head = await fetch(`${gateway.url}/home/${strategy}`, { method: 'HEAD' });
    assert.equal(head.status, 200, strategy);
    assert.match(await oldPage(gateway.port, strategy), /^HTTP\/1\.1 200 [\s\S]*<\/html>\s*$/, strategy);
  }
});

/** What an HTTP/1.0 client receives. */
async function oldPage(port: number, strategy: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /home/${strategy} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n`);
  return text(socket);
}

test('past its limit of loop delay the gateway sheds', async () => {
  const metrics = gatewayMetrics(createRegistry());
  let late = 0;
  const { shed } = createShedding({ inFlight: 10, loopDelay: 50 }, metrics, {
    delay: () => late,
    close() {},
  });
  const app = express().get('/', shed, (_req, res) => {
    res.send('page');
  });
  const { url, close } = await listen(app, '127.0.0.1', 0, 'PORT');
  const statuses: number[] = [];
  for (late of [50, 51, 0]) statuses.push((await fetch(url)).status);
  await close(1000);
  assert.deepEqual(statuses, [200, 503, 200]);
});
