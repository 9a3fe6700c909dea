import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../scripts/evaluate.ts', import.meta.url));

test('a ratings file is evaluated, and says what was left out of it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ratings.csv');
  const lines = Array.from({ length: 200 }, (_, n) => `u${n % 10},i${(n * 7) % 31},${1 + (n % 5)},${n}`);
  await writeFile(file, `user,item,rating,timestamp\n${lines.join('\n')}\n`);

  const { status, stdout } = evaluate(
    '--ratings',
    file,
    '--min-rating',
    '2',
    '--model',
    'ease',
    '--max-items',
    '20',
  );
  assert.equal(status, 0);
  assert.match(stdout, /ratings\.csv: 160 ratings, 40 below 2\n/);
  assert.match(stdout, /, 20 items\nleft out: the 11 least popular items/);
  assert.match(stdout, /\nrandom .*\npopularity .*\nease .*\nease, exploring /);
  assert.doesNotMatch(stdout, /cosine/);

  await writeFile(file, 'user,item,rating,timestamp\na,b,many,1\n');
  const faulty = evaluate('--ratings', file);
  assert.equal(faulty.status, 1);
  assert.equal(faulty.stderr, `evaluate: ${file}:2: a rating takes a number; got "many"\n`);
});

test('a model that there is not is refused with those that there are; --help explains', () => {
  const { status, stderr } = evaluate('--model', 'oracle');
  assert.equal(status, 1);
  assert.equal(stderr, 'evaluate: --model takes cosine or ease; got oracle\n');
  assert.match(evaluate('--help').stdout, /--ratings FILE/);
});

function evaluate(...args: string[]) {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}
