import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import express, { type Response } from 'express';
import { Registry } from 'prom-client';
import { DEADLINE_HEADER, honourDeadline } from './deadline.ts';
import { listen } from './listen.ts';

/** A service whose `/slow` never answers by itself, and whose `/quick` does. */
async function start(t: TestContext) {
  const registry = new Registry();
  const slow = Promise.withResolvers<Response>();
  const app = express()
    .use(honourDeadline(registry))
    .get('/slow', (_req, res) => slow.resolve(res))
    .get('/quick', (_req, res) => {
      res.send('quick');
    });
  const { url, close } = await listen(app, '127.0.0.1', 0, 'PORT');
  t.after(() => close(100));
  const ask = (path: string, deadline?: string) =>
    fetch(url + path, deadline === undefined ? {} : { headers: { [DEADLINE_HEADER]: deadline } });
  const exceeded = async () => Number(/exceeded_total (\d+)/.exec(await registry.metrics())?.[1]);
  return { ask, exceeded, slow: slow.promise };
}

test('work for a caller ends with their deadline, and is counted', async (t) => {
  const { ask, exceeded, slow } = await start(t);
  const answer = ask('/slow', '20');
  await once(await slow, 'close');
  const response = await answer;
  assert.equal(response.status, 504);
  assert.match(((await response.json()) as { detail: string }).detail, /20 ms are over/);
  assert.equal(await exceeded(), 1);
});

test('for a caller whose deadline has passed nothing is begun', async (t) => {
  const { ask, exceeded } = await start(t);
  assert.equal((await ask('/quick', '0')).status, 504);
  assert.equal(await exceeded(), 1);
});

test('an answer in time is left alone, and so is a request without a deadline or with a faulty one', async (t) => {
  const { ask, exceeded } = await start(t);
  for (const deadline of ['60000', undefined, 'soon', '-5', '1e3']) {
    assert.equal(await (await ask('/quick', deadline)).text(), 'quick');
  }
  assert.equal(await exceeded(), 0);
});
