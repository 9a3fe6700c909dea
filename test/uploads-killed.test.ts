import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { createRandom } from '@frontpage/shared/random.ts';
import { until } from './support/gateway.ts';

type Listed = { id: string; name: string; size: number; url: string };

const MAIN = new URL('../gateway/uploads/test-process.ts', import.meta.url).pathname;

test('killed amid uploads and started again: what is listed is whole, and nothing else is there', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'killed-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const folder = join(data, 'uploads');
  const random = createRandom('kills');
  for (let round = 0; round < 4; round += 1) {
    const { url, child } = await start(t, data);
    const before = (await list(url)).length;
    for (let stuck = 0; stuck < 4; stuck += 1) sendHalf(url);
    await until(() => readdirSync(folder).filter((name) => name.endsWith('.part')).length >= 4);
    const senders = Promise.allSettled([1, 2, 3, 4].map((sender) => keepSending(url, `${round}-${sender}`)));
    // Killed wherever the senders happen to be once so many files are whole; eight of them at most are not yet listed.
    const enough = before + 9 + Math.floor(random() * 10);
    await until(() => readdirSync(folder).filter((name) => !name.endsWith('.part')).length >= enough);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await senders;
    await assertWhole(t, data, folder);
  }
});

test('stopped amid uploads: what is cut off is removed before the end', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'stopped-'));
  t.after(() => rmSync(data, { recursive: true, force: true }));
  const folder = join(data, 'uploads');
  const { url, child } = await start(t, data);
  for (let stuck = 0; stuck < 4; stuck += 1) sendHalf(url);
  await until(() => readdirSync(folder).filter((name) => name.endsWith('.part')).length === 4);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  assert.deepEqual(readdirSync(folder), []);
});

async function assertWhole(t: TestContext, data: string, folder: string): Promise<void> {
  const { url, child } = await start(t, data);
  const files = await list(url);
  assert.deepEqual(readdirSync(folder).toSorted(), files.map(({ id }) => id).toSorted());
  assert.ok(files.length > 0);
  for (const { url: path, name, size } of files) {
    const content = Buffer.from(await (await fetch(url + path, { headers: READER })).arrayBuffer());
    assert.equal(content.length, size);
    assert.equal(digest(content), name, 'the content is all there');
  }
  child.kill('SIGTERM');
  await once(child, 'exit');
}

const READER = { 'x-reader': 'ann' };

/** Starts the process and waits until it is ready: until it has swept. */
async function start(t: TestContext, data: string): Promise<{ url: string; child: ChildProcess }> {
  const env = {
    ...process.env,
    PORT: '0',
    OPS_PORT: '0',
    DATA_DIR: data,
    LOG_LEVEL: 'silent',
    STOP_LIMIT: '200',
  };
  const child = fork(MAIN, { env: { ...env, UPLOAD_ORPHAN_AGE: '1', UPLOAD_KEEP_FREE: '0' } });
  t.after(() => child.kill('SIGKILL'));
  const [{ port, opsPort }] = (await once(child, 'message')) as [{ port: number; opsPort: number }];
  await until(async () => (await fetch(`http://127.0.0.1:${opsPort}/readyz`)).ok);
  return { url: `http://127.0.0.1:${port}`, child };
}

/** Sends the first half of a file, and no more. */
function sendHalf(url: string): void {
  const req = post(url, 2_000_000);
  req.on('error', () => {});
  req.write(partOf('half', Buffer.alloc(1_000_000, 'x')));
}

/** Uploads file after file, two a request, each named after its content, until the process is gone. */
async function keepSending(url: string, sender: string): Promise<never> {
  for (let n = 0; ; n += 1) {
    const files = ['a', 'b'].map((part) => Buffer.from(`${sender} ${n} ${part}\n`.repeat(20_000)));
    const parts = files.map((content) => partOf(digest(content), content));
    const body = Buffer.concat([...parts, Buffer.from('--b--\r\n')]);
    const req = post(url, body.length).end(body);
    const [answer] = (await once(req, 'response')) as [IncomingMessage];
    assert.equal(answer.statusCode, 201);
    await text(answer);
  }
}

function post(url: string, length: number): ClientRequest {
  const headers = { ...READER, 'content-type': 'multipart/form-data; boundary=b', 'content-length': length };
  return request(`${url}/uploads`, { method: 'POST', agent: false, headers });
}

function partOf(name: string, content: Buffer): Buffer {
  const head = `--b\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

async function list(url: string): Promise<Listed[]> {
  return ((await (await fetch(`${url}/uploads`, { headers: READER })).json()) as { files: Listed[] }).files;
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
