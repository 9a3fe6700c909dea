import assert from 'node:assert/strict';
import type { RequestListener, ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { until } from '@frontpage/shared/latency/test-service.ts';
import { type FetchSource, fetchFrom, type SourceRequest } from './fetch-source.ts';
import type { ScrapeError } from './scrape-error.ts';
import { serveDocument, startSource } from './test-source.ts';

const NEVER = 600_000;

async function start(t: TestContext, behave: RequestListener, options: { timeout?: number } = {}) {
  const source = await startSource(t, behave);
  const fetchSource = fetchFrom({
    url: source.url,
    timeout: NEVER,
    maxBytes: 10_000,
    now: Date.now,
    ...options,
  });
  return { source, fetchSource };
}

/** How a fetch fails. */
async function failure(fetchSource: FetchSource, request: Partial<SourceRequest> = {}): Promise<ScrapeError> {
  const answer = fetchSource({ signal: new AbortController().signal, ...request });
  return answer.then(
    () => assert.fail('it did not fail'),
    (error: ScrapeError) => error,
  );
}

const signal = new AbortController().signal;

test('brings the document, its validators and the injected delay; the path and query are those of the address', async (t) => {
  const seen: (string | undefined)[] = [];
  const { fetchSource } = await start(t, (req, res) => {
    seen.push(req.url, req.headers['x-latency-seed'] as string, req.headers['if-none-match']);
    const headers = { etag: '"a"', 'last-modified': 'yesterday', 'x-latency-injected-ms': '12.5' };
    serveDocument('<rates/>', headers)(req, res);
  });
  const answer = await fetchSource({ headers: { 'x-latency-seed': '7' }, signal });
  assert.deepEqual(answer, {
    document: '<rates/>',
    validators: { etag: '"a"', lastModified: 'yesterday' },
    injectedMs: 12.5,
  });
  assert.deepEqual(seen, ['/daily.xml?lang=en', '7', undefined]);
});

test('asks conditionally, and takes 304 for an answer', async (t) => {
  const validators = { etag: '"a"', lastModified: 'Fri, 20 Nov 2026 15:00:00 GMT' };
  const { fetchSource } = await start(t, (req, res) => {
    const matches = req.headers['if-none-match'] === validators.etag;
    const unmodified = req.headers['if-modified-since'] === validators.lastModified;
    const may304 = req.headers['cache-control'] !== 'no-cache';
    res.writeHead(matches && unmodified && may304 ? 304 : 500).end();
  });
  const answer = await fetchSource({ validators, signal });
  assert.deepEqual([answer.document, answer.validators], [undefined, validators]);
});

test('a 304 that was not asked for is a failure', async (t) => {
  const { fetchSource } = await start(t, (_req, res) => res.writeHead(304).end());
  assert.equal((await failure(fetchSource)).outcome, 'status');
});

test('a source that never answers, or goes on for ever, is cut off, and nothing stays open', async (t) => {
  const trickles: RequestListener = (_req, res) => {
    res.writeHead(200).write('<');
    const timer = setInterval(() => res.write(' '), 5);
    res.once('close', () => clearInterval(timer));
  };
  for (const behave of [() => {}, trickles]) {
    const { source, fetchSource } = await start(t, behave, { timeout: 100 });
    assert.equal((await failure(fetchSource)).outcome, 'timeout');
    await until(async () => source.open === 0);
  }
});

test('a caller who leaves ends it, in the headers or in the body', async (t) => {
  for (const begin of [() => {}, (res: ServerResponse) => res.writeHead(200).write('<')]) {
    const controller = new AbortController();
    const { source, fetchSource } = await start(t, (_req, res) => {
      begin(res);
      setImmediate(() => controller.abort());
    });
    assert.equal((await failure(fetchSource, { signal: controller.signal })).outcome, 'aborted');
    await until(async () => source.open === 0);
    assert.equal((await failure(fetchSource, { signal: controller.signal })).outcome, 'aborted');
  }
});

test('a body that is too large is cut off as it is read, compressed or endless', async (t) => {
  const endless: RequestListener = (_req, res) => {
    const more = () => {
      while (!res.destroyed && res.write(Buffer.alloc(1000, ' ')));
    };
    res.writeHead(200).on('drain', more);
    more();
  };
  const bomb: RequestListener = (_req, res) =>
    res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000, ' ')));
  for (const behave of [endless, bomb]) {
    const { source, fetchSource } = await start(t, behave);
    assert.equal((await failure(fetchSource)).outcome, 'too_large');
    await until(async () => source.open === 0);
  }
  const { fetchSource } = await start(t, serveDocument('x'.repeat(10_000)));
  assert.equal((await fetchSource({ signal })).document?.length, 10_000);
});

test('bytes that are not UTF-8 are malformed', async (t) => {
  const { fetchSource } = await start(t, (_req, res) => res.end(Buffer.from([0x3c, 0xff, 0xfe])));
  assert.equal((await failure(fetchSource)).outcome, 'malformed');
});

test('a source that is down, or breaks off, is unreachable', async (t) => {
  const reset = await start(t, (_req, res) => res.socket?.resetAndDestroy());
  assert.match((await failure(reset.fetchSource)).message, /ECONNRESET|UND_ERR_SOCKET/);
  const truncated = await start(t, (_req, res) =>
    res.writeHead(200, { 'content-length': 100 }).write('<', () => res.destroy()),
  );
  assert.equal((await failure(truncated.fetchSource)).outcome, 'unreachable');
  const down = fetchFrom({ url: 'http://127.0.0.1:1/', timeout: NEVER, maxBytes: 1, now: Date.now });
  assert.equal((await failure(down)).outcome, 'unreachable');
});

test('statuses are failures: 429 is throttling, and Retry-After is read', async (t) => {
  const { source, fetchSource } = await start(t, (_req, res) =>
    res.writeHead(429, { 'retry-after': '7', 'x-latency-injected-ms': '3' }).end('secret'),
  );
  const throttled = await failure(fetchSource);
  assert.deepEqual(
    [throttled.outcome, throttled.status, throttled.retryAfterMs, throttled.injectedMs],
    ['throttled', 429, 7000, 3],
  );
  source.behave = (_req, res) => res.writeHead(503).end();
  const { outcome, status } = await failure(fetchSource);
  assert.deepEqual([outcome, status], ['status', 503]);
});

test('three redirects are followed, a fourth is not, nor one to no http address', async (t) => {
  let redirects = 3;
  const { source, fetchSource } = await start(t, (req, res) => {
    if (redirects === 0) return serveDocument('<rates/>')(req, res);
    redirects -= 1;
    res.writeHead(302, { location: '/elsewhere' }).end('moved');
  });
  assert.equal((await fetchSource({ signal })).document, '<rates/>');
  redirects = 4;
  assert.match((await failure(fetchSource)).message, /more than 3 redirects/);
  for (const location of ['file:///etc/passwd', 'http://[', 'data:text/xml,<rates/>']) {
    source.behave = (_req, res) => res.writeHead(301, { location }).end();
    assert.equal((await failure(fetchSource)).outcome, 'status', location);
  }
});
