import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { EnvError, httpUrl, milliseconds, oneOf, onOff, port, readEnv, wholeNumber } from './env.ts';

const schema = z.object({
  PORT: port(8080),
  LIMIT: milliseconds(2000),
  SHARE: wholeNumber({ default: 50, min: 1, max: 100, unit: 'percent' }),
  MODE: oneOf(['fast', 'slow'], 'fast'),
  LAB: onOff(false),
  URL: httpUrl('http://127.0.0.1:1'),
});

test('what is not set, or empty, has its default', () => {
  assert.deepEqual(readEnv(schema, { PORT: '', OTHER: 'x' }), {
    PORT: 8080,
    LIMIT: 2000,
    SHARE: 50,
    MODE: 'fast',
    LAB: false,
    URL: 'http://127.0.0.1:1',
  });
});

test('what is set is read', () => {
  const env = {
    PORT: '0',
    LIMIT: '1',
    SHARE: '100',
    MODE: 'slow',
    LAB: 'on',
    URL: 'https://example.org/api/',
  };
  assert.deepEqual(readEnv(schema, env), {
    PORT: 0,
    LIMIT: 1,
    SHARE: 100,
    MODE: 'slow',
    LAB: true,
    URL: 'https://example.org/api',
  });
});

test('every fault is reported at once, with what the variable takes and what was given', () => {
  const env = {
    PORT: '65536',
    LIMIT: '-1',
    SHARE: 'half',
    MODE: 'medium',
    LAB: 'yes',
    URL: 'ftp://example.org',
  };
  assert.throws(
    () => readEnv(schema, env),
    (error: unknown) => {
      assert.ok(error instanceof EnvError);
      assert.deepEqual(error.faults, [
        'PORT takes a whole number from 0 to 65535; got "65536"',
        'LIMIT takes a whole number of milliseconds from 1 to 600000; got "-1"',
        'SHARE takes a whole number of percent from 1 to 100; got "half"',
        'MODE takes one of fast, slow; got "medium"',
        'LAB takes one of on, off; got "yes"',
        'URL takes an http or https address such as http://127.0.0.1:8081; got "ftp://example.org"',
      ]);
      for (const name of Object.keys(env)) assert.match(error.message, new RegExp(`\\b${name} takes `));
      return true;
    },
  );
});

test('numbers that JavaScript would read otherwise are refused', () => {
  for (const PORT of ['0x10', '1e3', ' 80', '80.5', '99999999999999999999']) {
    assert.throws(() => readEnv(schema, { PORT }), EnvError, PORT);
  }
});
