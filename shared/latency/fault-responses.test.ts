import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { RequestHandler } from 'express';
import { rawCall } from './raw-call.ts';
import { ANSWER, startTestService, until } from './test-service.ts';

const WHOLE = JSON.stringify(ANSWER);
const MIB = 2 ** 20;

test('error: the status, as a problem document', async (t) => {
  const { head, body } = await call(t, 'error:p=1,status=429');
  assert.match(head, /^http\/1\.1 429 too many requests\r\n/);
  assert.match(head, /^content-type: application\/problem\+json/m);
  assert.equal(JSON.parse(body.toString()).status, 429);
});

test('hang: not a byte, until the caller has had enough', { timeout: 10_000 }, async (t) => {
  const { url, metrics } = await startTestService(t, { faults: 'hang' });
  const caller = new AbortController();
  const answer = assert.rejects(fetch(url, { signal: caller.signal }), { name: 'AbortError' });
  await until(async () => (await metrics.faults.get()).values.length > 0);
  caller.abort();
  await answer;
  assert.deepEqual((await metrics.faults.get()).values, [
    { labels: { service: 'promo', fault: 'hang' }, value: 1 },
  ]);
});

test('reset before the headers: nothing, then a TCP reset', async (t) => {
  const { head, body, ended } = await call(t, 'reset:where=headers');
  assert.deepEqual([head, body.length, ended], ['', 0, 'ECONNRESET']);
});

test('reset inside the body: headers, half of the body, then a TCP reset', async (t) => {
  const { head, body, ended } = await call(t, 'reset:where=body');
  assertHalf(head, body);
  assert.equal(ended, 'ECONNRESET');
});

test('truncate: headers that promise the whole body, half of it, then an orderly end', async (t) => {
  const { head, body, ended } = await call(t, 'truncate');
  assertHalf(head, body);
  assert.equal(ended, 'end');
});

test('truncate: a body sent in chunks ends without its last one', async (t) => {
  const { head, body, ended } = await call(t, 'truncate', inParts);
  assert.match(head, /^transfer-encoding: chunked$/m);
  assert.ok(body.toString().includes(WHOLE.slice(0, 20)));
  assert.ok(!body.toString().includes('0\r\n\r\n'));
  assert.equal(ended, 'end');
});

test('truncate: an answer without a body ends as well', async (t) => {
  const { head, ended } = await call(t, 'truncate', (_req, res) => void res.status(204).end());
  assert.match(head, /^http\/1\.1 204 /);
  assert.equal(ended, 'end');
});

test('trickle: the real answer, whole, no faster than its rate', async (t) => {
  const rate = WHOLE.length * 5;
  const start = performance.now();
  const { head, body, ended } = await call(t, `trickle:rate=${rate}`);
  // A fifth of a second in all, of which the first tenth goes at once.
  assert.ok(performance.now() - start >= 99);
  assert.match(head, new RegExp(`^content-length: ${WHOLE.length}$`, 'm'));
  assert.equal(body.toString(), WHOLE);
  assert.equal(ended, 'end');
});

test('trickle: the answer’s status and headers stay, and parts written one by one come in order', async (t) => {
  const { head, body } = await call(t, 'trickle:rate=1000000', inParts);
  assert.match(head, /^http\/1\.1 201 created\r\n/);
  assert.match(head, /^x-of-its-own: yes$/m);
  assert.equal(unchunk(body), WHOLE);
});

test('malformed json: 200, said to be JSON, that doesn’t parse', async (t) => {
  const { head, body } = await call(t, 'malformed:what=json');
  assertJson(head);
  assert.throws(() => JSON.parse(body.toString()), SyntaxError);
});

test('malformed contract: 200 with JSON that parses and holds nothing that was asked for', async (t) => {
  const { head, body } = await call(t, 'malformed:what=contract');
  assertJson(head);
  assert.deepEqual(JSON.parse(body.toString()), { malformed: 'contract' });
});

test('oversize: 200 with JSON of exactly that many bytes, unannounced', async (t) => {
  const { url } = await startTestService(t, { faults: `oversize:bytes=${3 * MIB + 5}` });
  const answer = await fetch(url);
  assert.equal(answer.headers.get('content-length'), null);
  const text = await answer.text();
  assert.equal(text.length, 3 * MIB + 5);
  assert.doesNotThrow(() => JSON.parse(text));
});

test('oversize: a caller who leaves in the middle harms nobody', { timeout: 10_000 }, async (t) => {
  const { url } = await startTestService(t, { faults: 'oversize:bytes=1073741824' });
  for (let i = 0; i < 2; i++) {
    const caller = new AbortController();
    const answer = await fetch(url, { signal: caller.signal });
    await answer.body?.getReader().read();
    caller.abort();
  }
});

async function call(t: TestContext, faults: string, route?: RequestHandler) {
  const { url } = await startTestService(t, { faults, ...(route && { route }) });
  return rawCall(url, '/');
}

/** The same answer, written in two parts without a length. */
const inParts: RequestHandler = (_req, res) => {
  res.status(201).set('x-of-its-own', 'yes');
  res.write(WHOLE.slice(0, 20), () => {
    res.end(Buffer.from(WHOLE.slice(20)));
  });
};

function assertHalf(head: string, body: Buffer): void {
  assert.match(head, /^http\/1\.1 200 ok\r\n/);
  assert.match(head, new RegExp(`^content-length: ${WHOLE.length}$`, 'm'));
  assert.equal(body.toString(), WHOLE.slice(0, Math.floor(WHOLE.length / 2)));
}

function assertJson(head: string): void {
  assert.match(head, /^http\/1\.1 200 ok\r\n/);
  assert.match(head, /^content-type: application\/json/m);
}

function unchunk(body: Buffer): string {
  return body
    .toString()
    .split('\r\n')
    .filter((_, index) => index % 2 === 1)
    .join('');
}
