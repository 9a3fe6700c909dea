import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { until } from '../../test/support/gateway.ts';
import { startUploads } from './test-app.ts';
import { assertProblem, list, post, rawPost } from './test-client.ts';

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
