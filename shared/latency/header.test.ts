import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../random.ts';
import { readLabHeaders } from './header.ts';

test('a service finds its own entries and no one else’s', () => {
  const headers = {
    'x-latency': 'promo=fixed:50; recommendation = lognormal:p50=80,p99=400',
    'x-faults': 'promo=error:p=1,status=500;recommendation=(hang:p=0.1;reset:p=0.2)',
  };
  assert.deepEqual(readLabHeaders(headers, 'promo'), {
    latency: { distribution: 'fixed', ms: 50 },
    faults: [{ fault: 'error', p: 1, status: 500 }],
  });
  assert.deepEqual(readLabHeaders(headers, 'recommendation'), {
    latency: { distribution: 'lognormal', p50: 80, p99: 400 },
    faults: [
      { fault: 'hang', p: 0.1 },
      { fault: 'reset', p: 0.2, where: 'headers' },
    ],
  });
  assert.deepEqual(readLabHeaders(headers, 'rates'), {});
});

test('a profile in brackets may hold profiles', () => {
  const { latency } = readLabHeaders(
    { 'x-latency': 'a=(bimodal:p=0.5,usual=(none),rare=(fixed:1));b=none' },
    'a',
  );
  assert.equal(latency?.distribution, 'bimodal');
});

test('without headers nothing is asked for', () => {
  assert.deepEqual(readLabHeaders({}, 'promo'), {});
  assert.deepEqual(readLabHeaders({ 'x-latency-attempt': '2' }, 'promo'), {});
});

test('the seed, the service and the attempt, 1 unless given, decide the draws', () => {
  const draw = (headers: Record<string, string>, service: string) =>
    readLabHeaders(headers, service).random?.();
  assert.equal(draw({ 'x-latency-seed': '7' }, 'promo'), createRandom(7, 'promo', 1)());
  assert.equal(
    draw({ 'x-latency-seed': '7', 'x-latency-attempt': '2' }, 'promo'),
    createRandom(7, 'promo', 2)(),
  );
  assert.equal(draw({ 'x-latency-seed': '4294967295' }, 'rates'), createRandom(4294967295, 'rates', 1)());
});

const WRONG: [Record<string, string>, string][] = [
  [
    { 'x-latency-seed': '4294967296' },
    'x-latency-seed: takes an integer from 0 to 4294967295; got "4294967296"',
  ],
  [{ 'x-latency-seed': '1.5' }, 'x-latency-seed: takes an integer from 0 to 4294967295; got "1.5"'],
  [{ 'x-latency-seed': '' }, 'x-latency-seed: takes an integer from 0 to 4294967295; got ""'],
  [{ 'x-latency-attempt': '0' }, 'x-latency-attempt: takes an integer from 1 to 4294967295; got "0"'],
  [
    { 'x-latency': 'fixed:50' },
    'x-latency: takes service=…;service=…, with brackets around what has a ; itself; got "fixed:50"',
  ],
  [{ 'x-latency': 'promo=fixed' }, 'x-latency: promo: fixed needs ms: milliseconds from 0 to 3600000'],
  [
    { 'x-latency': 'promo=replay:file=/etc/passwd' },
    'x-latency: promo: replay takes values=…|…, and no file, in a header',
  ],
  [{ 'x-faults': 'promo=hang:p=2' }, 'x-faults: promo: hang: p takes a probability from 0 to 1; got "2"'],
];

for (const [headers, message] of WRONG) {
  test(`refuses ${JSON.stringify(headers)} and says what it takes`, () => {
    assert.throws(() => readLabHeaders(headers, 'promo'), { name: 'SettingError', status: 400, message });
  });
}
