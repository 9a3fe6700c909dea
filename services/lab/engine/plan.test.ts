import assert from 'node:assert/strict';
import { test } from 'node:test';
import { baselineOf, planSchema } from './plan.ts';

const faultsOf = (input: object) =>
  planSchema.safeParse(input).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('a plan says what it leaves out', () => {
  const plan = planSchema.parse({
    strategies: ['concurrent'],
    latency: { promo: ' uniform:min=80,max=200 ' },
  });
  assert.deepEqual(
    [plan.rate, plan.duration, plan.warmUp, plan.arrivals, plan.seed],
    [20, 10_000, 2000, 'constant', 1],
  );
  assert.deepEqual(plan.latency, { promo: 'uniform:80-200' });
});

test('what can’t be taken is named, with what is', () => {
  assert.match(faultsOf({}).join(), /a strategy or a target at least/);
  assert.match(faultsOf({ strategies: ['a', 'a'] }).join(), /all different/);
  assert.match(faultsOf({ strategies: ['../x'] }).join(), /strategies.0: a name of letters/);
  assert.match(
    faultsOf({ strategies: ['a'], rate: 1000, duration: 600_000 }).join(),
    /300000 pages at most; these make 602000/,
  );
  assert.match(
    faultsOf({ strategies: ['a'], latency: { promo: 'gauss:1' } }).join(),
    /latency.promo: a profile: no distribution/,
  );
  assert.match(
    faultsOf({ strategies: ['a'], latency: { promo: 'replay:file=/etc/passwd' } }).join(),
    /no file/,
  );
  assert.match(faultsOf({ strategies: ['a'], faults: { promo: 'error:p=2' } }).join(), /faults.promo/);
  assert.equal(faultsOf({ strategies: ['a'], latency: { rates: 'fixed:1' } }).length, 1);
  for (const url of ['ftp://a/', 'javascript:alert(1)', '/a', 'http://']) {
    assert.equal(faultsOf({ targets: [{ name: 'a', url }] }).length, 1, url);
  }
});

test('the baseline is sequential, or else the first', () => {
  const of = (...strategies: string[]) => baselineOf({ strategies, targets: [{ name: 'z', url: '' }] });
  assert.deepEqual(
    [of('concurrent', 'sequential'), of('concurrent', 'hedged'), of()],
    ['sequential', 'concurrent', 'z'],
  );
});
