import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestService } from './test-service.ts';

test('GET shows what holds, what held at the start, and no end', async (t) => {
  const { opsUrl } = await startTestService(t, { latency: 'uniform:1-2', faults: 'error:p=0.5' });
  const start = { latency: 'uniform:1-2', faults: 'error:p=0.5,status=503' };
  assert.deepEqual(await latency(opsUrl, 'GET'), { status: 200, body: { ...start, expiresAt: null, start } });
});

test('PUT overrides at once, in text or JSON, and DELETE restores', async (t) => {
  const { url, opsUrl } = await startTestService(t, { latency: 'fixed:1', faults: 'error' });
  const start = { latency: 'fixed:1', faults: 'error:p=1,status=503' };
  assert.deepEqual(await latency(opsUrl, 'PUT', { latency: { distribution: 'fixed', ms: 2 }, faults: [] }), {
    status: 200,
    body: { latency: 'fixed:2', faults: 'none', expiresAt: null, start },
  });
  const answer = await fetch(url);
  assert.deepEqual([answer.status, answer.headers.get('x-latency-injected-ms')], [200, '2']);

  assert.deepEqual(await latency(opsUrl, 'DELETE'), {
    status: 200,
    body: { ...start, expiresAt: null, start },
  });
  assert.equal((await fetch(url)).status, 503);
});

test('what a PUT leaves out is as at the start, whatever was before', async (t) => {
  const { opsUrl } = await startTestService(t, { latency: 'fixed:1' });
  await latency(opsUrl, 'PUT', { latency: 'fixed:2' });
  const { body } = await latency(opsUrl, 'PUT', { faults: 'hang:p=0.1' });
  assert.equal(body.latency, 'fixed:1');
  assert.equal(body.faults, 'hang:p=0.1');
});

test('an override with a time to live says when it ends, and then gives way', async (t) => {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const { url, opsUrl } = await startTestService(t, { now: () => now });
  const { body } = await latency(opsUrl, 'PUT', { latency: 'fixed:2', ttl: 1.5 });
  assert.equal(body.expiresAt, '2026-01-01T00:00:01.500Z');
  now += 1500;
  assert.equal((await fetch(url)).headers.get('x-latency-injected-ms'), '0');
  assert.equal((await latency(opsUrl, 'GET')).body.latency, 'none');
});

test('curl’s own content type does no harm', async (t) => {
  const { opsUrl } = await startTestService(t);
  const { status } = await latency(
    opsUrl,
    'PUT',
    { latency: 'fixed:2' },
    'application/x-www-form-urlencoded',
  );
  assert.equal(status, 200);
});

const WRONG: [unknown, string][] = [
  [
    { latency: 'lognormal:p50=80,p99=40' },
    'latency: lognormal needs p99 greater than p50; got p50=80, p99=40',
  ],
  [{ faults: 'hang:p=2' }, 'faults: hang: p takes a probability from 0 to 1; got "2"'],
  [{ latency: 'none', ttl: 0 }, 'ttl: takes seconds above 0, up to 86400; got 0'],
  [{ ttl: 5 }, 'body: takes an object with latency, faults or both, and ttl; got {"ttl":5}'],
  [
    { latency: 'none', ttlSeconds: 5 },
    'body: takes an object with latency, faults or both, and ttl; got {"latency":"none","ttlSeconds":5}',
  ],
  [[], 'body: takes an object with latency, faults or both, and ttl; got []'],
];

for (const [sent, detail] of WRONG) {
  test(`refuses ${JSON.stringify(sent)}, says what it takes, and changes nothing`, async (t) => {
    const { opsUrl } = await startTestService(t, { latency: 'fixed:1' });
    const { status, body } = await latency(opsUrl, 'PUT', sent);
    assert.deepEqual([status, body.detail], [400, detail]);
    assert.equal((await latency(opsUrl, 'GET')).body.latency, 'fixed:1');
  });
}

async function latency(opsUrl: string, method: string, body?: unknown, type = 'application/json') {
  const answer = await fetch(`${opsUrl}/latency`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': type } }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}
