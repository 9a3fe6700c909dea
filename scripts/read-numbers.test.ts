import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const SCRIPT = `
  import { readNumbers } from ${JSON.stringify(import.meta.resolve('./read-numbers.ts'))};
  console.log(JSON.stringify(readNumbers({ pages: { default: 10, least: 1 }, rate: { default: 5, least: 1 } })));
`;

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', SCRIPT, '--', ...args],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

test('what is given is taken, and the default of the rest', () => {
  assert.deepEqual(run('--pages', '2.5'), { status: 0, stdout: '{"pages":2.5,"rate":5}\n', stderr: '' });
});

test('what can’t be taken ends it with 2, and with what can', () => {
  const faulty: readonly (readonly [string[], RegExp])[] = [
    [['--pages', 'many'], /^--pages takes a number of at least 1; got "many"\n/],
    [['--rate', '0'], /^--rate takes a number of at least 1; got "0"\n/],
    [['--rate='], /^--rate takes a number of at least 1; got ""\n/],
    [['--speed', '3'], /^Unknown option '--speed'/],
    [['many'], /^Unexpected argument 'many'/],
  ];
  for (const [args, message] of faulty) {
    const { status, stdout, stderr } = run(...args);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, message);
    assert.match(stderr, /\ntakes --pages N \(10\), --rate N \(5\)\n$/);
  }
});
