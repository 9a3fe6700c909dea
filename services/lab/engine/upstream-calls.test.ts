import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listenFor } from '../testing/fake-gateway.ts';
import { createRecord } from './arm-record.ts';
import { callsPerPage, readCounted } from './upstream-calls.ts';

const recordOf = (pages: number, calls: number) => ({
  ...createRecord(1),
  pages,
  calls,
  sources: { promo: { fresh: calls } },
});

test('the gateway’s counts add hedges and what the cache fetched behind the pages’ backs', () => {
  const records = { concurrent: recordOf(100, 200), hedged: recordOf(100, 200), cached: recordOf(100, 2) };
  const [before, after] = [
    { attempts: 50, hedges: 1 },
    { attempts: 50 + 402 + 8 + 3, hedges: 9 },
  ];
  const of = (name: string) => callsPerPage(name, records, before, after);
  assert.deepEqual([of('concurrent'), of('hedged'), of('cached')], [2, 2.08, 0.05]);
  assert.equal(callsPerPage('hedged', records, undefined, after), 2);
  assert.equal(callsPerPage('other', { other: createRecord(1) }, before, after), undefined);
});

test('the gateway’s counts are read from its metrics, all upstreams together', async (t) => {
  const text =
    'upstream_attempts_total{upstream="promo"} 3\nupstream_attempts_total{upstream="recommendation"} 4\nupstream_hedges_total{upstream="promo"} 1\nupstream_hedges_totally 9\n';
  const url = await listenFor(t, (_req, res) => res.end(text));
  assert.deepEqual(await readCounted(url), { attempts: 7, hedges: 1 });
  assert.equal(await readCounted('http://127.0.0.1:9'), undefined);
  assert.equal(await readCounted(undefined), undefined);
});
