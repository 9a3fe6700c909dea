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
  // The rates are polled, whatever the pages do.
  const before = { promo: { attempts: 50, hedges: 1 }, rates: { attempts: 7, hedges: 0 } };
  const after = { promo: { attempts: 50 + 402 + 8 + 3, hedges: 9 }, rates: { attempts: 90, hedges: 0 } };
  const of = (name: string) => callsPerPage(name, records, before, after);
  assert.deepEqual([of('concurrent'), of('hedged'), of('cached')], [2, 2.08, 0.05]);
  // Without them these two would be told to be cheaper than they are.
  const blind = ['concurrent', 'hedged', 'cached'].map((name) =>
    callsPerPage(name, records, undefined, after),
  );
  assert.deepEqual(blind, [2, undefined, undefined]);
  assert.equal(callsPerPage('other', { other: createRecord(1) }, before, after), undefined);
});

test('the gateway’s counts are read from its metrics, by upstream', async (t) => {
  const text = [
    'upstream_attempts_total{upstream="promo"} 3',
    'upstream_attempts_total{upstream="rates"} 4',
    'upstream_hedges_total{upstream="promo"} 1',
    'upstream_hedges_totally{upstream="promo"} 9',
  ].join('\n');
  const url = await listenFor(t, (_req, res) => res.end(text));
  assert.deepEqual(await readCounted(url), {
    promo: { attempts: 3, hedges: 1 },
    rates: { attempts: 4, hedges: 0 },
  });
  assert.equal(await readCounted('http://127.0.0.1:9'), undefined);
  assert.equal(await readCounted(undefined), undefined);
});
