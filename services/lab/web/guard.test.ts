import assert from 'node:assert/strict';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { shortPlan, startLab } from '../testing/start-lab.ts';

test('other sites’ pages are kept out', async (t) => {
  const { lab, ask } = await startLab(t);
  const start = (headers: Record<string, string>) => ask('/experiments', 'POST', shortPlan, headers);
  for (const headers of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'http://evil.example' },
    { origin: 'null' },
  ]) {
    assert.equal((await start(headers as Record<string, string>)).status, 403, JSON.stringify(headers));
  }
  assert.equal((await start({ 'sec-fetch-site': 'same-origin', origin: lab.url })).status, 201);
  for (const [host, status] of [
    ['evil.example', 421],
    ['127.0.0.1.evil.example:8090', 421],
    ['localhost:1234', 200],
    ['[::1]:1', 200],
  ] as const) {
    assert.equal(await statusFor(lab.port, host), status, host);
  }
});

/** The status of the page for a request that names this host, which fetch would not let us. */
async function statusFor(port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const asked = request({ port, host: '127.0.0.1', agent: false, headers: { host } }, async (answer) => {
    await text(answer);
    resolve(answer.statusCode ?? 0);
  });
  asked.once('error', reject).end();
  return promise;
}
