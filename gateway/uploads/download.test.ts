import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import express from 'express';
import { until } from '../../test/support/gateway.ts';
import { fetchPage } from '../../test/support/page.ts';
import { sendUpload } from './download.ts';
import { createFolderStorage } from './folder-storage.ts';
import { startUploads } from './test-app.ts';

const TEXT = 'Μῆνιν ἄειδε θεὰ';

async function uploaded(
  t: TestContext,
  content: string | Buffer<ArrayBuffer> = TEXT,
  name = 'Ἰλιάς “1”.txt',
) {
  const server = await startUploads(t);
  const form = new FormData();
  form.append('files', new Blob([content]), name);
  const answer = await fetch(`${server.url}/uploads`, {
    method: 'POST',
    headers: { 'x-reader': 'ann' },
    body: form,
  });
  const { files } = (await answer.json()) as { files: { id: string; url: string }[] };
  const get = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(server.url + files[0]?.url, { ...init, headers: { 'x-reader': 'ann', ...headers } });
  return { ...server, id: String(files[0]?.id), get };
}

test('a file comes back as it was, to be saved under its own name, and not to be run', async (t) => {
  const { get, id } = await uploaded(t);
  const answer = await get();
  assert.equal(answer.status, 200);
  assert.equal(
    answer.headers.get('content-disposition'),
    `attachment; filename="????? ?1?.txt"; filename*=UTF-8''${encodeURIComponent('Ἰλιάς “1”.txt')}`,
  );
  const expected = {
    'content-length': String(Buffer.byteLength(TEXT)),
    'content-type': 'text/plain; charset=utf-8',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: `"${id}"`,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(answer.headers.get(name), value, name);
  assert.equal(await answer.text(), TEXT);
});

test('what looks like a page in a text is sent as text', async (t) => {
  const { get } = await uploaded(t, '<!doctype html><script>alert(1)</script>', 'page.html');
  const answer = await get();
  assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert.match(String(answer.headers.get('content-disposition')), /^attachment/);
});

test('HEAD tells the same without the file, and leaves none open', async (t) => {
  const { get, folder } = await uploaded(t);
  const answer = await get({}, { method: 'HEAD' });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-length'), String(Buffer.byteLength(TEXT)));
  await until(() => openIn(folder) === 0);
});

test('to everybody but its owner a file does not exist', async (t) => {
  const { url, get } = await uploaded(t);
  for (const answer of [
    await get({ 'x-reader': 'bob' }),
    await get({ 'x-reader': 'bob' }, { method: 'HEAD' }),
  ])
    assert.equal(answer.status, 404);
  const paths = ['0'.repeat(32), '..%2f..%2fetc%2fpasswd', '%00', 'x'.repeat(5000)];
  for (const path of paths) {
    const answer = await fetch(`${url}/uploads/${path}`, { headers: { 'x-reader': 'ann' } });
    assert.equal(answer.status, 404, path);
  }
});

test('a range is sent by itself', async (t) => {
  const { get } = await uploaded(t, 'all happy families');
  const ranges: [range: string, status: number, text: string, contentRange: string | null][] = [
    ['bytes=4-8', 206, 'happy', 'bytes 4-8/18'],
    ['bytes=10-', 206, 'families', 'bytes 10-17/18'],
    ['bytes=-8', 206, 'families', 'bytes 10-17/18'],
    ['bytes=0-999', 206, 'all happy families', 'bytes 0-17/18'],
    ['bytes=0-0,4-8', 200, 'all happy families', null],
    ['lines=1-2', 200, 'all happy families', null],
  ];
  for (const [range, status, text, contentRange] of ranges) {
    const answer = await get({ range });
    assert.deepEqual([range, answer.status, await answer.text()], [range, status, text]);
    assert.equal(answer.headers.get('content-range'), contentRange, range);
    assert.equal(answer.headers.get('content-length'), String(text.length), range);
  }
});

test('a range beyond the end is no file to be saved', async (t) => {
  const { get } = await uploaded(t, 'short');
  const answer = await get({ range: 'bytes=5-' });
  assert.equal(answer.status, 416);
  assert.equal(answer.headers.get('content-range'), 'bytes */5');
  assert.equal(answer.headers.get('content-disposition'), null);
});

test('a part is sent only of the file that the client has the beginning of', async (t) => {
  const { get, id, url } = await uploaded(t, 'all happy families');
  assert.equal((await get({ range: 'bytes=4-8', 'if-range': `"${id}"` })).status, 206);
  assert.equal((await get({ range: 'bytes=4-8', 'if-range': '"another"' })).status, 200);
  // Not by fetch, which asks for a fresh answer whenever it sends a condition.
  const unchanged = await fetchPage(`${url}/uploads/${id}`, {
    'x-reader': 'ann',
    'if-none-match': `"${id}"`,
  });
  assert.equal(unchanged.status, 304);
});

test('a file that is gone from the disk is a 404', async (t) => {
  const { get, folder, id } = await uploaded(t);
  rmSync(join(folder, id));
  const answer = await get();
  assert.equal(answer.status, 404);
  assert.equal(answer.headers.get('content-disposition'), null);
});

test('a reader who leaves amid a download leaves no file open', async (t) => {
  const { get, folder } = await uploaded(t, 'x'.repeat(50_000_000));
  const gone = new AbortController();
  await get({}, { signal: gone.signal });
  assert.equal(openIn(folder), 1);
  gone.abort();
  await until(() => openIn(folder) === 0);
});

test('nor does one who has left before it begins', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'left-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const storage = createFolderStorage(folder);
  const record = { id: 'a'.repeat(32), reader: 'ann', name: 'a.txt', type: 'text/plain', size: 1, at: 0 };
  await storage.write(record.id, Readable.from([Buffer.from('x')]));
  const { promise: sent, resolve } = Promise.withResolvers<Promise<void>>();
  const server = createServer(
    express().get('/', (req, res) => {
      async function open(id: string) {
        const content = await storage.open(id);
        req.socket.destroy();
        await once(res, 'close');
        return content;
      }
      resolve(sendUpload(req, res, record, { ...storage, open }));
    }),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  await assert.rejects(fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
  assert.equal(await sent, undefined);
  await until(() => openIn(folder) === 0);
});

/** How many files of a folder this process has open. */
function openIn(folder: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => linkOf(fd).startsWith(folder)).length;
}

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    return '';
  }
}
