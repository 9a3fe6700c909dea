import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Agent } from 'undici';
import { listenFor, never } from '../testing/fake-gateway.ts';
import { fetchPage } from './fetch-page.ts';

test('a page is timed from when it was due, and from when it was sent where that was earlier', async (t) => {
  const url = await listenFor(t, (_req, res) => res.end('a page'));
  const agent = new Agent();
  t.after(() => agent.destroy());
  const of = (offset: number) =>
    fetchPage(agent, {
      url,
      headers: {},
      due: performance.now() + offset,
      limit: 20_000,
      signal: never,
    });
  const late = await of(-5000);
  assert.ok(late.ms >= 5000 && (late.firstByteMs ?? 0) >= 5000);
  const early = await of(10_000);
  assert.deepEqual([early.error, early.ms >= 0, (early.firstByteMs ?? -1) >= 0], [undefined, true, true]);
});
