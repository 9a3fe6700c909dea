import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { arbitraryProfile } from './arbitrary-profile.ts';
import { formatProfile, parseProfile } from './profile.ts';
import { refuseRecording } from './recording.ts';
import { SettingError } from './setting-error.ts';

test('a profile survives its text form', () => {
  fc.assert(
    fc.property(arbitraryProfile, (profile) => assert.deepEqual(parse(formatProfile(profile)), profile)),
  );
});

test('a profile survives JSON', () => {
  fc.assert(
    fc.property(arbitraryProfile, (profile) =>
      assert.deepEqual(parse(JSON.parse(JSON.stringify(profile))), profile),
    ),
  );
});

test('the text form reads as documented', () => {
  assert.deepEqual(parse('none'), { distribution: 'none' });
  assert.deepEqual(parse('fixed:120'), { distribution: 'fixed', ms: 120 });
  assert.deepEqual(parse('fixed:ms=120'), { distribution: 'fixed', ms: 120 });
  assert.deepEqual(parse('uniform:80-200,cap=150'), { distribution: 'uniform', min: 80, max: 200, cap: 150 });
  assert.deepEqual(parse(' lognormal: p50 = 80, p99 = 400 '), {
    distribution: 'lognormal',
    p50: 80,
    p99: 400,
  });
  assert.deepEqual(parse('bimodal:p=0.01,usual=(lognormal:p50=20,p99=60),rare=(fixed:1000)'), {
    distribution: 'bimodal',
    p: 0.01,
    usual: { distribution: 'lognormal', p50: 20, p99: 60 },
    rare: { distribution: 'fixed', ms: 1000 },
  });
});

test('text and JSON may be mixed', () => {
  assert.deepEqual(
    parse({ distribution: 'bimodal', p: 0.5, usual: 'fixed:1', rare: { distribution: 'none' } }),
    {
      distribution: 'bimodal',
      p: 0.5,
      usual: { distribution: 'fixed', ms: 1 },
      rare: { distribution: 'none' },
    },
  );
});

const NAMES = 'none, fixed, uniform, normal, lognormal, exponential, pareto, bimodal, replay';

const WRONG: [unknown, string][] = [
  ['lognormal:p50=80,p99=40', 'lognormal needs p99 greater than p50; got p50=80, p99=40'],
  ['lognormal:p50=80', 'lognormal needs p99: milliseconds from 0.001 to 3600000'],
  ['lognormal:p50=80,p95=400', 'lognormal has no "p95"; it takes p50, p99, floor, cap'],
  ['lognormal:80-400', 'lognormal takes parameters as key=value; got "80-400"'],
  ['pareto:p50=0,p99=1', 'pareto: p50 takes milliseconds from 0.001 to 3600000; got "0"'],
  ['uniform:200-80', 'uniform needs max greater than min; got min=200, max=80'],
  ['uniform:80', 'uniform takes min-max; got "80"'],
  ['fixed:slow', 'fixed: ms takes milliseconds from 0 to 3600000; got "slow"'],
  ['fixed:120ms', 'fixed: ms takes milliseconds from 0 to 3600000; got "120ms"'],
  ['fixed:3600001', 'fixed: ms takes milliseconds from 0 to 3600000; got "3600001"'],
  ['fixed:1,ms=2', 'fixed has ms twice'],
  ['fixed:9,floor=5,cap=4', 'fixed needs cap at least floor; got floor=5, cap=4'],
  ['bimodal:p=2,usual=none,rare=none', 'bimodal: p takes a probability from 0 to 1; got "2"'],
  [
    'bimodal:p=0.1,usual=(none),rare=(fixed:x)',
    'bimodal\'s rare: fixed: ms takes milliseconds from 0 to 3600000; got "x"',
  ],
  ['bimodal:p=0.1,usual=(none', 'brackets don\'t match in "p=0.1,usual=(none"'],
  [{ distribution: 'fixed', ms: null }, 'fixed: ms takes milliseconds from 0 to 3600000; got null'],
  [
    { distribution: 'replay', values: [] },
    'replay: values takes a list of milliseconds from 0 to 3600000, joined by | in text; got []',
  ],
  ['constructor', `no distribution "constructor"; it takes ${NAMES}`],
  ['', `no distribution ""; it takes ${NAMES}`],
  [5, 'takes a profile as text, such as lognormal:p50=80,p99=400, or as an object with distribution; got 5'],
];

for (const [given, message] of WRONG) {
  test(`refuses ${JSON.stringify(given)} and says what it takes`, () => {
    assert.throws(() => parse(given), {
      name: 'SettingError',
      message: `LATENCY: ${message}`,
    });
  });
}

test('profiles inside profiles are four deep at most', () => {
  const inside = (levels: number): string =>
    levels === 1 ? 'fixed:1' : `bimodal:p=0.5,usual=(none),rare=(${inside(levels - 1)})`;
  assert.doesNotThrow(() => parse(inside(4)));
  assert.throws(() => parse(inside(5)), /4 deep at most/);
});

test('replay reads a file of recorded milliseconds, and is written as that file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'frontpage-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'recorded.json');
  await writeFile(file, '[12.5, 80, 310]');

  const profile = parse(`replay:file=${file}`);
  assert.deepEqual(profile, { distribution: 'replay', file, values: [12.5, 80, 310] });
  assert.equal(formatProfile(profile), `replay:file=${file}`);

  await writeFile(file, '[12.5, -1]');
  assert.throws(() => parse(`replay:file=${file}`), /values takes a list of milliseconds/);
  await writeFile(file, '{"p50": 12}');
  assert.throws(() => parse(`replay:file=${file}`), /must hold a JSON array of milliseconds/);
  await writeFile(file, 'p50');
  assert.throws(() => parse(`replay:file=${file}`), SettingError);
  assert.throws(() => parse(`replay:file=${file}.gone`), /LATENCY: replay can't read .*ENOENT/);
  assert.throws(
    () => parseProfile(`replay:file=${file}`, 'x-latency', refuseRecording),
    /no file, in a header/,
  );
});

function parse(given: unknown) {
  return parseProfile(given, 'LATENCY');
}
