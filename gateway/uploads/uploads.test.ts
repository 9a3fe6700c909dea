import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { until } from '../../test/support/gateway.ts';
import { startUploads } from './test-app.ts';

type Listed = { id: string; name: string; type: string; size: number; at: string; url: string };
type Content = string | Buffer<ArrayBuffer>;

test('files are stored, listed latest first, and counted; each reader sees their own', async (t) => {
  const { url, opsUrl, folder } = await startUploads(t);
  const answer = await post(url, 'ann', { 'Ωδή.txt': 'Μῆνιν', 'b.pdf': '%PDF-1.7\n' });
  assert.equal(answer.status, 201);
  assert.deepEqual(
    (await filesOf(answer)).map(({ name, type, size }) => [name, type, size]),
    [
      ['Ωδή.txt', 'text/plain', 11],
      ['b.pdf', 'application/pdf', 9],
    ],
  );
  assert.equal((await post(url, 'ann', { 'c.txt': 'later' })).status, 201);
  const listed = await list(url, 'ann');
  assert.equal(listed[0]?.name, 'c.txt');
  assert.equal(listed.length, 3);
  assert.deepEqual(readdirSync(folder).toSorted(), listed.map(({ id }) => id).toSorted());
  assert.deepEqual(await list(url, 'bob'), []);
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  for (const line of [
    'upload_bytes_total 25',
    'upload_stored_files 3',
    'upload_stored_bytes 25',
    'upload_in_flight 0',
  ])
    assert.ok(metrics.includes(`\n${line}\n`), line);
  assert.match(metrics, /upload_duration_seconds_count\{outcome="stored"\} 2/);
});

test('a visitor without script gets a page, and is led back to it after each form', async (t) => {
  const { url } = await startUploads(t);
  const answer = await post(url, 'ann', { '<b>.txt': 'bold' }, { accept: 'text/html' });
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, '/uploads']);
  const [file] = await list(url, 'ann');
  const html = await page(url, 'ann');
  assert.match(html, /<bdi>&#60;b&#62;\.txt<\/bdi>/);
  assert.match(html, /4 bytes, plain text/);
  const form = new RegExp(`action="(/uploads/${file?.id}/delete)"`).exec(html)?.[1];
  const gone = await fetch(url + form, {
    method: 'POST',
    headers: { 'x-reader': 'ann' },
    redirect: 'manual',
  });
  assert.deepEqual([gone.status, gone.headers.get('location')], [303, '/uploads']);
  assert.match(await page(url, 'ann'), /Nothing yet/);
  const refused = await post(url, 'ann', { 'e.txt': '' }, { accept: 'text/html' });
  assert.equal(refused.status, 400);
  assert.match(await refused.text(), /<!doctype html>.*The file “e.txt” is empty/s);
});

test('only its owner deletes a file', async (t) => {
  const { url, folder } = await startUploads(t);
  const [file] = await filesOf(await post(url, 'ann', { 'a.txt': 'mine' }));
  const remove = (reader: string) =>
    fetch(url + file?.url, { method: 'DELETE', headers: { 'x-reader': reader } });
  assert.equal((await remove('bob')).status, 404);
  assert.equal(readdirSync(folder).length, 1);
  assert.equal((await remove('ann')).status, 204);
  assert.equal((await remove('ann')).status, 404);
  assert.deepEqual(readdirSync(folder), []);
});

test('one file that is not taken, and none of the request is kept', async (t) => {
  const { url, opsUrl, folder } = await startUploads(t);
  const elf = Buffer.from('7f454c4602010100', 'hex');
  const answer = await post(url, 'ann', { 'a.txt': 'fine', 'cat.png': elf, 'b.txt': 'fine' });
  await assertProblem(answer, 415, /“cat\.png” is application\/x-elf; we take image\/jpeg/);
  assert.deepEqual(readdirSync(folder), []);
  assert.deepEqual(await list(url, 'ann'), []);
  assert.match(await (await fetch(`${opsUrl}/metrics`)).text(), /upload_rejected_total\{reason="type"\} 1/);
});

test('which types are taken is a matter of configuration', async (t) => {
  const { url } = await startUploads(t, { UPLOAD_TYPES: 'application/x-elf' });
  const elf = Buffer.from('7f454c4602010100', 'hex');
  assert.equal((await post(url, 'ann', { a: elf })).status, 201);
  await assertProblem(
    await post(url, 'ann', { 'a.txt': 'text' }),
    415,
    /text\/plain; we take application\/x-elf\./,
  );
});

test('a file of just the limit is taken, and one of a byte more is not, whether its length is told or not', async (t) => {
  const { url, folder } = await startUploads(t, { UPLOAD_MAX_BYTES: '300000' });
  assert.equal((await post(url, 'ann', { 'a.txt': 'x'.repeat(300_000) })).status, 201);
  await assertProblem(await post(url, 'ann', { 'a.txt': 'x'.repeat(300_001) }), 413, /at most 293 kB/);
  const form = new Response(formOf({ 'a.txt': 'x'.repeat(500_000) }));
  const chunked = await fetch(`${url}/uploads`, {
    method: 'POST',
    headers: { 'x-reader': 'ann', 'content-type': form.headers.get('content-type') ?? '' },
    body: form.body,
    duplex: 'half',
  } as RequestInit);
  await assertProblem(chunked, 413, /at most 293 kB/);
  await until(() => readdirSync(folder).length === 1);
});

test('a length over the limit is refused at once, unread, and the connection closed', async (t) => {
  const { port } = await startUploads(t);
  const { socket, received } = rawPost(t, port, 'content-length: 200000000');
  await until(() => received().includes('at most 100 MB at once'));
  assert.match(received(), /^HTTP\/1\.1 413 .*connection: close/is);
  socket.write(Buffer.alloc(64 * 1024 * 1024));
  await closed(socket);
  assert.ok(socket.bytesWritten - socket.writableLength < 32 * 1024 * 1024, `${socket.bytesWritten}`);
});

test('a request of nobody is refused unread', async (t) => {
  const { port } = await startUploads(t);
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  socket.write('POST /uploads HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n');
  await closed(socket);
  assert.match(text, /^HTTP\/1\.1 401 /);
});

test('the readers’ quota holds for uploads at once, and what is not kept does not count', async (t) => {
  const { url, folder } = await startUploads(t, { UPLOAD_READER_BYTES: '250000', UPLOAD_READER_FILES: '10' });
  const file = { 'a.txt': 'x'.repeat(100_000) };
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(url, 'ann', file)));
  const statuses = answers.map(({ status }) => status).toSorted();
  assert.deepEqual(statuses, [201, 201, 413, 413, 413, 413, 413, 413]);
  assert.equal(readdirSync(folder).length, 2);
  const [first] = await list(url, 'ann');
  await fetch(url + first?.url, { method: 'DELETE', headers: { 'x-reader': 'ann' } });
  assert.equal((await post(url, 'ann', file)).status, 201);
  await assertProblem(await post(url, 'ann', file), 413, /may keep 10 files and 244 kB/);
});

test('a disk without room is said to be full', async (t) => {
  const { url } = await startUploads(t, { UPLOAD_KEEP_FREE: String(2 ** 40) });
  await assertProblem(await post(url, 'ann', { 'a.txt': 'x' }), 507, /no room/);
});

test('past the limit of uploads at once there is a 503, and later room again', async (t) => {
  const { url, opsUrl, port } = await startUploads(t, { UPLOAD_CONCURRENCY: '1' });
  const { socket } = rawPost(t, port, 'content-length: 1000', '--b\r\n');
  await until(async () => /upload_in_flight 1/.test(await (await fetch(`${opsUrl}/metrics`)).text()));
  const refused = await post(url, 'ann', { 'a.txt': 'x' });
  assert.equal(refused.headers.get('retry-after'), '5');
  await assertProblem(refused, 503, /Too many/);
  socket.destroy();
  await until(async () => (await post(url, 'ann', { 'a.txt': 'x' })).status === 201);
});

test('what is wrong is told as soon as it is known, with most of the body still to come', async (t) => {
  const { port, folder } = await startUploads(t);
  const field = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nv\r\n';
  const beginnings: [body: string, status: number][] = [
    ['--b\r\nno header\r\n', 400],
    [field.repeat(10), 400],
    [`${PART}x\r\n`.repeat(22), 400],
    [`${PART}${'\0'.repeat(5000)}`, 415],
    [`${PART}\r\n${PART}`, 400],
  ];
  for (const [body, status] of beginnings) {
    const { socket, received } = rawPost(t, port, 'content-length: 1000000', body);
    await closed(socket);
    assert.match(received(), new RegExp(`^HTTP/1.1 ${status} `), body.slice(0, 100));
  }
  assert.deepEqual(readdirSync(folder), []);
});

test('a sender who leaves leaves nothing', async (t) => {
  const { opsUrl, port, folder } = await startUploads(t);
  const { socket } = rawPost(t, port, 'content-length: 1000000', `${PART}${'x'.repeat(100_000)}`);
  await until(() => readdirSync(folder).some((name) => name.endsWith('.part')));
  socket.destroy();
  await until(() => readdirSync(folder).length === 0);
  await until(async () =>
    /upload_duration_seconds_count\{outcome="aborted"\} 1/.test(
      await (await fetch(`${opsUrl}/metrics`)).text(),
    ),
  );
});

test('a sender who stops sending is cut off, and leaves nothing', async (t) => {
  const { port, folder } = await startUploads(t, { UPLOAD_PATIENCE: '100' });
  const { socket, received } = rawPost(t, port, 'content-length: 1000000', `${PART}${'x'.repeat(100_000)}`);
  await closed(socket);
  assert.match(received(), /^HTTP\/1\.1 408 .*Only 0 bytes came in 100 ms/s);
  assert.deepEqual(readdirSync(folder), []);
});

test('a type that content can not be told by is a fault of the configuration', async (t) => {
  await assert.rejects(
    startUploads(t, { UPLOAD_TYPES: 'image/png,text/html' }),
    /UPLOAD_TYPES takes media types .* not text\/html/,
  );
});

const PART = '--b\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n';

function formOf(files: Record<string, Content>): FormData {
  const form = new FormData();
  for (const [name, content] of Object.entries(files)) form.append('files', new Blob([content]), name);
  return form;
}

function post(
  url: string,
  reader: string,
  files: Record<string, Content>,
  headers: Record<string, string> = {},
) {
  return fetch(`${url}/uploads`, {
    method: 'POST',
    headers: { 'x-reader': reader, ...headers },
    body: formOf(files),
    redirect: 'manual',
  });
}

async function filesOf(answer: Response): Promise<Listed[]> {
  return ((await answer.json()) as { files: Listed[] }).files;
}

async function list(url: string, reader: string): Promise<Listed[]> {
  return filesOf(await fetch(`${url}/uploads`, { headers: { 'x-reader': reader } }));
}

async function page(url: string, reader: string): Promise<string> {
  return (await fetch(`${url}/uploads`, { headers: { 'x-reader': reader, accept: 'text/html' } })).text();
}

async function assertProblem(answer: Response, status: number, detail: RegExp): Promise<void> {
  assert.equal(answer.status, status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  const document = (await answer.json()) as { status: number; detail: string };
  assert.equal(document.status, status);
  assert.match(document.detail, detail);
}

/** Sends the head of a form, and as much of its body as is given. */
function rawPost(t: TestContext, port: number, length: string, body = '') {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  let text = '';
  socket.on('error', () => {});
  socket.on('data', (data) => {
    text += data;
  });
  const type = 'content-type: multipart/form-data; boundary=b';
  socket.write(`POST /uploads HTTP/1.1\r\nhost: x\r\nx-reader: ann\r\n${type}\r\n${length}\r\n\r\n${body}`);
  return { socket, received: () => text };
}

async function closed(socket: Socket): Promise<void> {
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
}
