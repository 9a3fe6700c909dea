import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { ProblemError, problemHandler } from '@frontpage/shared/problem.ts';
import express from 'express';
import { until } from '../../test/support/gateway.ts';
import { createCertificates } from './certificates.ts';
import { certificateRoutes } from './routes.ts';
import { openTemplate } from './template.ts';
import { emma } from './test-book.ts';
import { certificateMetrics } from './test-metrics.ts';
import { hostileNames } from './test-names.ts';
import { checkPdf, decodeText, textsOf } from './test-pdf.ts';

const template = openTemplate();
template.close();
const { form, info } = template.template;

/** A server with nothing but the certificates; who asks says who they are, and owns `emma` by the title they say. */
async function start(t: TestContext, queueLimit = 1000) {
  const metrics = certificateMetrics();
  const certificates = createCertificates({ queueLimit, waitLimit: 60_000, metrics });
  const app = express().disable('etag');
  const header = (name: string, value: unknown) => decodeURIComponent(String(value ?? name));
  app.use(
    certificateRoutes({
      requireReader(req) {
        if (!req.headers.reader) throw new ProblemError(401, 'Unauthorized', 'Sign in first.');
        return { id: 'r0001', name: 'in the cookie' };
      },
      async purchasesOf(id, req) {
        const title = header('Emma', req.headers.title);
        const name = header('', req.headers.reader);
        return { id, name, purchases: [{ book: { ...emma, title }, at: '2026-11-01T00:00:00Z' }] };
      },
      certificates,
      metrics,
    }),
  );
  app.use(problemHandler(createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' })));
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await certificates.close();
  });
  const { port } = server.address() as AddressInfo;

  function get(
    reader: string,
    init: { method?: string; path?: string; headers?: Record<string, string> } = {},
  ) {
    const { method = 'GET', path = '/books/emma/certificate.pdf', headers = {} } = init;
    return fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { ...(reader && { reader: encodeURIComponent(reader) }), ...headers },
    });
  }
  return { get, port, metrics };
}

async function pdfOf(response: Response) {
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(response.status, 200, bytes.toString('latin1', 0, 200));
  assert.equal(response.headers.get('content-length'), String(bytes.length));
  return checkPdf(bytes);
}

test('a reader gets a certificate for a book of theirs, to be kept by nobody else', async (t) => {
  const { get } = await start(t);
  const response = await get('Ελένη');
  assert.equal(response.headers.get('content-type'), 'application/pdf');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(response.headers.get('content-disposition'), 'attachment; filename="Emma - certificate.pdf"');
  const [reader, title, author] = textsOf(await pdfOf(response), form);
  assert.deepEqual([reader, title, author], ['Ελένη', 'Emma', 'Jane Austen']);
});

test('a title in another script is the name of the file', async (t) => {
  const { get } = await start(t);
  const title = 'Война и мир';
  const { headers } = await get('Ada', { headers: { title: encodeURIComponent(title) } });
  const encoded = /filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '')?.[1];
  assert.equal(decodeURIComponent(encoded ?? ''), `${title} - certificate.pdf`);
});

test('HEAD has the same headers, and no body', async (t) => {
  const { get } = await start(t);
  const [head, got] = [await get('Ada', { method: 'HEAD' }), await get('Ada')];
  assert.equal(head.status, 200);
  assert.equal((await head.arrayBuffer()).byteLength, 0);
  for (const name of ['content-type', 'content-disposition', 'cache-control', 'accept-ranges']) {
    assert.equal(head.headers.get(name), got.headers.get(name), name);
  }
  assert.ok(Number(head.headers.get('content-length')) > 0);
  await pdfOf(got);
});

test('a part of it is not to be had: the next request would be for another file', async (t) => {
  const { get } = await start(t);
  const response = await get('Ada', { headers: { range: 'bytes=0-9' } });
  assert.equal(response.headers.get('accept-ranges'), 'none');
  await pdfOf(response);
});

test('a book that the reader does not own has none, nor has one that does not exist; a visitor signs in first', async (t) => {
  const { get } = await start(t);
  const paths = [
    '/books/persuasion/certificate.pdf',
    '/books/%00/certificate.pdf',
    '/books/toString/certificate.pdf',
  ];
  for (const path of paths) assert.equal((await get('Ada', { path })).status, 404, path);
  assert.equal((await get('')).status, 401);
});

test('hostile names give whole files with names that a header can hold', async (t) => {
  const { get } = await start(t);
  for (const name of hostileNames.map((name) => name.toWellFormed())) {
    await pdfOf(await get(name || ' ', { headers: { title: encodeURIComponent(name) } }));
  }
});

test('two hundred at once each have their own reader, and the time of their own request', async (t) => {
  const { get, metrics } = await start(t);
  const downloads = Array.from({ length: 200 }, async (_, i) => {
    const before = new Date().toISOString();
    const pdf = await pdfOf(await get(`Reader ${i}`));
    return { pdf, before, after: new Date().toISOString() };
  });
  const stamps = new Set<string>();
  for (const [i, { pdf, before, after }] of (await Promise.all(downloads)).entries()) {
    assert.equal(textsOf(pdf, form)[0], `Reader ${i}`);
    const stamp = decodeText(pdf.dictionary(info), 'DownloadedAt');
    assert.ok(before <= `${stamp.slice(0, 23)}Z` && `${stamp.slice(0, 23)}Z` <= after, stamp);
    stamps.add(stamp);
  }
  assert.equal(stamps.size, 200);
  assert.deepEqual(await outcomesOf(metrics), { sent: 200, refused: 0, aborted: 0, failed: 0 });
});

test('past the queue, readers are asked to come again', async (t) => {
  const { get, metrics } = await start(t, 1);
  const answers = await Promise.all(Array.from({ length: 10 }, () => get('Ada')));
  const refused = answers.filter(({ status }) => status === 503);
  assert.ok(refused.length > 0);
  for (const { headers } of refused) assert.equal(headers.get('retry-after'), '1');
  for (const answer of answers) await (answer.status === 200 ? pdfOf(answer) : answer.arrayBuffer());
  assert.equal((await outcomesOf(metrics)).refused, refused.length);
});

test('readers who leave are counted, and keep nobody else waiting', async (t) => {
  const { get, port, metrics } = await start(t);
  for (let i = 0; i < 20; i += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.write(`GET /books/emma/certificate.pdf HTTP/1.1\r\nhost: x\r\nreader: Ada\r\n\r\n`, () =>
      socket.resetAndDestroy(),
    );
    await once(socket, 'close');
  }
  await pdfOf(await get('Ada'));
  await until(async () => {
    const ended = Object.values(await outcomesOf(metrics)).reduce((sum, count) => sum + count);
    return ended === 21 && (await metrics.certificateQueue.get()).values[0]?.value === 0;
  });
  assert.equal((await outcomesOf(metrics)).failed, 0);
});

async function outcomesOf({
  certificates,
}: ReturnType<typeof certificateMetrics>): Promise<Record<string, number>> {
  const { values } = await certificates.get();
  return Object.fromEntries(values.map(({ labels, value }) => [labels.outcome, value]));
}
