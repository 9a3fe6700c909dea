import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, environmentOf, inRunnersNames, portOf, sourceOf, stopLimitOf } from './environment.ts';
import type { ProcessRow } from './processes.ts';

const promo: ProcessRow = {
  name: 'promo',
  main: '',
  port: 1,
  opsPort: 2,
  injectsLatency: true,
  upstreams: [],
};
const gateway: ProcessRow = {
  ...promo,
  name: 'gateway',
  injectsLatency: false,
  upstreams: ['promo'],
  pages: ['/'],
};

test('PORT and OPS_PORT are the front’s, and reach no other process', () => {
  const env = { PORT: '10', OPS_PORT: '11' };
  assert.deepEqual([portOf(gateway, 'PORT', env), portOf(promo, 'PORT', env)], [10, 1]);
  const { PORT, OPS_PORT } = environmentOf(promo, env, {});
  assert.deepEqual([PORT, OPS_PORT], ['1', '2']);
  assert.equal(environmentOf(gateway, { ...env, GATEWAY_PORT: '12' }, {}).PORT, '12');
});

test('an empty variable counts as not set', () => {
  const env = { PORT: '', GATEWAY_PORT: '', HOST: '', LAB: '', PROMO_URL: '' };
  const { PORT, HOST, LAB, PROMO_URL } = environmentOf(gateway, env, { PROMO_URL: 'http://127.0.0.1:1' });
  assert.deepEqual([PORT, HOST, LAB, PROMO_URL], ['1', '127.0.0.1', 'on', 'http://127.0.0.1:1']);
});

test('what the user set stays: LAB, addresses of upstreams, faulty ports', () => {
  const env = { LAB: 'off', PROMO_URL: 'http://elsewhere', GATEWAY_PORT: 'x' };
  const { LAB, PROMO_URL, PORT } = environmentOf(gateway, env, { PROMO_URL: 'http://127.0.0.1:1' });
  assert.deepEqual([LAB, PROMO_URL, PORT], ['off', 'http://elsewhere', 'x']);
});

test('a message names variables as they are set here', () => {
  const env = { LATENCY: 'a', PROMO_FAULTS: 'b' };
  assert.equal(
    inRunnersNames('LATENCY, FAULTS, OPS_PORT, HOST', promo, env),
    'LATENCY, PROMO_FAULTS, PROMO_OPS_PORT, HOST',
  );
  assert.equal(sourceOf({ ...promo, name: 'two-words' }, 'PORT', {}), 'TWO_WORDS_PORT');
});

test('a process has longer to stop than it allows itself', () => {
  assert.equal(stopLimitOf({}), 2_000 + Number(environmentOf(promo, {}, {}).STOP_LIMIT));
  assert.equal(stopLimitOf({ STOP_LIMIT: '9000' }), 11_000);
});

test('an address can be called from here, whatever the process listens on', () => {
  const hosts = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'];
  assert.deepEqual(
    hosts.map((host) => addressOf(host, 80)),
    [
      'http://127.0.0.1:80',
      'http://127.0.0.1:80',
      'http://[::1]:80',
      'http://[::1]:80',
      'http://localhost:80',
    ],
  );
});
