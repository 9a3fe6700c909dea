import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { until } from '../../test/support/gateway.ts';
import { startUploads } from './test-app.ts';
import { assertProblem, closed, formOf, post, rawPost } from './test-client.ts';

const PART = '--b\r\ncontent-disposition: form-data; name="files"; filename="a.txt"\r\n\r\n';

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
