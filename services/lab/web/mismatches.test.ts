import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planSchema } from '../engine/plan.ts';
import { gatewaySettings } from '../testing/fake-operations.ts';
import { mismatchesOf } from './mismatches.ts';

const set = { latency: 'fixed:10', faults: 'none' };
const service = { ...set, expiresAt: null, start: set };
const of = (plan: object, gateway: object = {}) =>
  mismatchesOf(planSchema.parse({ strategies: ['sequential', 'concurrent'], rate: 20, ...plan }), {
    gateway: { ...gatewaySettings, ...gateway },
    services: { promo: service, recommendation: service },
  });

test('settings that go together are left alone, and so is a gateway that says nothing', () => {
  assert.deepEqual(of({}), []);
  assert.deepEqual(
    mismatchesOf(planSchema.parse({ strategies: ['hedged'] }), {
      gateway: null,
      services: { promo: null, recommendation: null },
    }),
    [],
  );
});

test('each mismatch is pointed out, with its figures', () => {
  const expected: [plan: object, gateway: object, message: RegExp][] = [
    [{}, { UPSTREAM_TIMEOUT: 2000 }, /UPSTREAM_TIMEOUT, 2000 ms, is not below PAGE_BUDGET, 2000 ms/],
    [
      { latency: { promo: 'fixed:1600' } },
      {},
      /Half of all calls of promo take longer than UPSTREAM_TIMEOUT/,
    ],
    [
      { strategies: ['hedged'], latency: { promo: 'uniform:100-3000' } },
      { UPSTREAM_TIMEOUT: 1900 },
      /its p95, 2855 ms, but gives up at UPSTREAM_TIMEOUT, 1900 ms/,
    ],
    [{ rate: 0.2 }, {}, /4 calls within BREAKER_WINDOW, 10000 ms; its breaker needs BREAKER_VOLUME, 10/],
    [
      { faults: { recommendation: 'error:p=0.5' } },
      {},
      /50 % of the calls of recommendation fail its breaker opens/,
    ],
    [
      { strategies: ['blocking'], latency: { promo: 'fixed:90' } },
      {},
      /2 workers.*for 100 ms.*20.0 pages a second at most/,
    ],
  ];
  for (const [plan, gateway, message] of expected) {
    const found = of({ rate: 25, ...plan }, gateway);
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0] ?? '', message);
  }
});

test('hedges that come too late are no matter where nothing is hedged', () => {
  assert.equal(of({ latency: { promo: 'bimodal:p=0.1,usual=(fixed:10),rare=(fixed:3000)' } }).length, 0);
  assert.equal(
    of({ strategies: ['hedged'], latency: { promo: 'bimodal:p=0.1,usual=(fixed:10),rare=(fixed:3000)' } })
      .length,
    1,
  );
});
