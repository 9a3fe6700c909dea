import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    const stop = new AbortController();
    const senders = Array.from({ length: 4 }, (_, sender) =>
      keepSending(url, `${round}-${sender}`, stop.signal),
    );
    // Killed once so many are through: wherever the others happen to be then.
    const enough = before + 2 + Math.floor(random() * 10);
    await until(() => readdirSync(folder).length >= enough);
    child.kill('SIGKILL');
    await once(child, 'exit');
    stop.abort();
    await senders;
    await assertWhole(t, data, folder);
  }
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
  const env = { ...process.env, PORT: '0', OPS_PORT: '0', DATA_DIR: data, LOG_LEVEL: 'silent' };
  const child = fork(MAIN, { env: { ...env, UPLOAD_ORPHAN_AGE: '1', UPLOAD_KEEP_FREE: '0' } });
  t.after(() => child.kill('SIGKILL'));
  const [{ port, opsPort }] = (await once(child, 'message')) as [{ port: number; opsPort: number }];
  await until(async () => (await fetch(`http://127.0.0.1:${opsPort}/readyz`)).ok);
  return { url: `http://127.0.0.1:${port}`, child };
}

/** Sends the first half of a file, and no more. */
function sendHalf(url: string): void {
  const headers = {
    ...READER,
    'content-type': 'multipart/form-data; boundary=b',
    'content-length': 2_000_000,
  };
  const req = request(`${url}/uploads`, { method: 'POST', agent: false, headers });
  req.on('error', () => {});
  req.write(
    `--b\r\ncontent-disposition: form-data; name="files"; filename="half"\r\n\r\n${'x'.repeat(1_000_000)}`,
  );
}

/** Uploads file after file, two a request, each named after its content, until the process is gone. */
async function keepSending(url: string, sender: string, signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n += 1) {
    const body = new FormData();
    for (const part of ['a', 'b']) {
      const content = Buffer.from(`${sender} ${n} ${part}\n`.repeat(20_000));
      body.append('files', new Blob([content]), digest(content));
    }
    const answer = await fetch(`${url}/uploads`, { method: 'POST', headers: READER, body, signal });
    assert.equal(answer.status, 201);
    await answer.body?.cancel();
  }
}

async function list(url: string): Promise<Listed[]> {
  return ((await (await fetch(`${url}/uploads`, { headers: READER })).json()) as { files: Listed[] }).files;
}

function digest(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
