import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { listen } from './listen.ts';
import { createLogger } from './logger.ts';
import { ProblemError } from './problem.ts';
import { serviceApp } from './service-app.ts';
import { validate } from './validate.ts';

async function start(t: TestContext) {
  const registry = new Registry();
  const log = createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const app = serviceApp({ log, registry }, (routes) => {
    routes.get('/things/:id', (req, res) => {
      const query = validate(
        z.object({ size: z.enum(['small', 'large'], 'small or large') }),
        req.query,
        'query',
      );
      res.json({ id: req.params.id, ...query, requestId: req.id, traceId: req.trace.traceId });
    });
    routes.get('/broken', () => {
      throw new Error('the password is swordfish');
    });
    routes.get('/busy', () => {
      throw new ProblemError(503, 'Service Unavailable', 'Too many at once.', {
        headers: { 'retry-after': '2' },
      });
    });
  });
  const { url, close } = await listen(app, '127.0.0.1', 0, 'PORT');
  t.after(() => close(1000));
  return { url, registry };
}

test('a request has an id and a trace, the caller’s where they are sane', async (t) => {
  const { url } = await start(t);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const headers = { 'x-request-id': 'abc-123', traceparent: `00-${traceId}-b7ad6b7169203331-01` };
  const response = await fetch(`${url}/things/7?size=small`, { headers });
  assert.deepEqual(await response.json(), { id: '7', size: 'small', requestId: 'abc-123', traceId });
  assert.equal(response.headers.get('x-request-id'), 'abc-123');

  const odd = await fetch(`${url}/things/7?size=small`, { headers: { 'x-request-id': 'a b{}' } });
  assert.match(((await odd.json()) as { requestId: string }).requestId, /^[0-9a-f-]{36}$/);
});

test('bad input is a 400 that names the field and what it takes', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/things/7?size=medium`);
  assert.equal(response.status, 400);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.deepEqual(await response.json(), {
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'query.size takes small or large.',
  });
});

test('a path that does not exist, or can not be decoded, is a problem document', async (t) => {
  const { url } = await start(t);
  const missing = await fetch(`${url}/nowhere`);
  assert.equal(missing.status, 404);
  assert.equal(((await missing.json()) as { detail: string }).detail, 'There is no GET /nowhere here.');
  assert.equal((await fetch(`${url}/things/%E0%A4%A`)).status, 400);
});

test('an error of ours is a 500 that says nothing of its cause', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/broken`);
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /swordfish|\.ts|stack/);
});

test('headers of a problem go out with it', async (t) => {
  const { url } = await start(t);
  const response = await fetch(`${url}/busy`);
  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '2');
});

test('requests are measured by the pattern of their route, whatever their path', async (t) => {
  const { url, registry } = await start(t);
  for (const path of ['/things/1?size=small', '/things/2?size=small', '/a', '/b', '/c']) {
    await (await fetch(url + path)).arrayBuffer();
  }
  const metrics = await registry.getSingleMetricAsString('http_server_request_duration_seconds');
  assert.match(metrics, /_count\{method="GET",route="\/things\/:id",status="200"\} 2/);
  assert.match(metrics, /_count\{method="GET",route="unmatched",status="404"\} 3/);
});
