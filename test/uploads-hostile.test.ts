import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { createRandom } from '@frontpage/shared/random.ts';
import { type Hostile, hostileBodies } from '../gateway/uploads/hostile-bodies.ts';
import { startUploads } from '../gateway/uploads/test-app.ts';
import { until } from './support/gateway.ts';

const corpus = hostileBodies();

test('a hostile form is refused with a reason, or is harmless; nothing of it stays', async (t) => {
  assert.ok(corpus.length >= 200, `${corpus.length}`);
  const target = await startTarget(t);
  for (const each of corpus) {
    const { status, body } = await send(target.url, each);
    if (each.valid) assert.equal(status, 201, `${each.what}: ${body}`);
    else assertProblem(status, body, each.what);
    await target.assertClean(each.what);
  }
});

test('so is one that was changed at random', async (t) => {
  const target = await startTarget(t);
  const random = createRandom('mutations', 1);
  const small = corpus.filter(({ body }) => body.length > 0 && body.length < 20_000);
  const below = (n: number) => Math.floor(random() * n);
  for (let round = 0; round < 600; round += 1) {
    const original = small[below(small.length)] as Hostile;
    const body = mutate(original.body, below);
    const what = `mutation ${round} of ${original.what}`;
    const answer = await send(target.url, { ...original, body });
    if (answer.status !== 201) assertProblem(answer.status, answer.body, what);
    await target.assertClean(what);
  }
});

async function startTarget(t: TestContext) {
  const limits = { UPLOAD_MAX_BYTES: '2000000', UPLOAD_READER_FILES: '100000' };
  const { url, folder } = await startUploads(t, limits);
  const around = () => readdirSync(dirname(folder)).toSorted().join();
  const [before, open] = [around(), openFiles()];
  return {
    url,
    /** Every file is whole, listed and in its folder, and none is open any more. */
    async assertClean(what: string): Promise<void> {
      const answer = await fetch(`${url}/uploads`, { headers: { 'x-reader': 'ann', connection: 'close' } });
      const { files } = (await answer.json()) as { files: { id: string; name: string }[] };
      assert.deepEqual(readdirSync(folder).toSorted(), files.map(({ id }) => id).toSorted(), what);
      for (const { name } of files) assert.doesNotMatch(name, /[/\\\p{Cc}]|^\.{0,2}$/u, what);
      assert.equal(around(), before, what);
      await until(() => openFiles() <= open);
    },
  };
}

function assertProblem(status: number, body: string, what: string): void {
  assert.ok(status >= 400 && status < 500, `${what}: ${status} ${body}`);
  const document = JSON.parse(body) as { status: number; title: string; detail: string };
  assert.equal(document.status, status, what);
  assert.ok(document.title && document.detail.length > 10, `${what}: ${body}`);
}

/** Sends a body over a connection of its own; the answer may come, and the connection close, before all of it is sent. */
async function send(url: string, { contentType, body }: Hostile): Promise<{ status: number; body: string }> {
  const headers = { 'x-reader': 'ann', 'content-type': contentType, 'content-length': body.length };
  const req = request(`${url}/uploads`, { method: 'POST', agent: false, headers });
  const answer = await responseTo(req, body);
  const received = await text(answer);
  req.destroy();
  return { status: answer.statusCode ?? 0, body: received };
}

function responseTo(req: ClientRequest, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    req.on('response', resolve).on('error', reject);
    req.end(body);
  });
}

function mutate(original: Buffer, below: (n: number) => number): Buffer {
  let body = Buffer.from(original);
  for (let change = 0; change <= below(4); change += 1) {
    const at = below(body.length);
    const length = below(20);
    const piece = body.subarray(at, at + length);
    const changed = [
      () => Buffer.concat([body.subarray(0, at), body.subarray(at + length)]),
      () => Buffer.concat([body.subarray(0, at), piece, piece, body.subarray(at + length)]),
      () => Buffer.concat([body.subarray(0, at), Buffer.from('\r\n--b\r\n'), body.subarray(at)]),
      () => Buffer.concat([body.subarray(0, at), Buffer.from([below(256)]), body.subarray(at + 1)]),
      () => Buffer.concat([body.subarray(at), body.subarray(0, at)]),
    ];
    body = changed[below(changed.length)]?.() ?? body;
    if (body.length === 0) break;
  }
  return body;
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}
