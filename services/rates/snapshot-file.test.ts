import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createPublisher } from './publisher.ts';
import { type Snapshot, toRates } from './snapshot.ts';
import { type LogLine, noteLog } from './test-log.ts';
import { sampleRates } from './test-source.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const snapshot: Snapshot = {
  rates: toRates({ date: '2026-11-20', rates: sampleRates() }, NOW),
  source: 'http://127.0.0.1:1/',
  validators: { etag: '"a"', lastModified: undefined },
};

async function start(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'rates-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const lines: LogLine[] = [];
  return { folder, lines, open: () => createPublisher(folder, NOW, noteLog(lines)) };
}

test('what was published is there after a restart, and nothing else in the folder', async (t) => {
  const { folder, lines, open } = await start(t);
  const first = await open();
  assert.equal(first.current(), undefined);
  await first.publish(snapshot);
  const second = await open();
  assert.deepEqual(second.current()?.rates, snapshot.rates);
  assert.deepEqual(second.current()?.validators.etag, '"a"');
  assert.equal(second.answer()?.etag, first.answer()?.etag);
  assert.deepEqual([await readdir(folder), lines], [['rates.json'], []]);
});

test('a snapshot can not be changed, whether it was published or loaded', async (t) => {
  const { open } = await start(t);
  const publisher = await open();
  await publisher.publish(snapshot);
  for (const current of [publisher.current(), (await open()).current()]) {
    assert.ok(current);
    assert.throws(() => Object.assign(current, { source: '' }), TypeError);
    assert.throws(() => Object.assign(current.rates, { date: '2099-01-01' }), TypeError);
    assert.throws(() => Object.assign(current.rates.rates, { AAA: 2 }), TypeError);
    assert.throws(() => Object.assign(current.validators, { etag: '' }), TypeError);
  }
});

test('a file that holds no snapshot is set aside and logged, and the next one is written', async (t) => {
  const whole = JSON.stringify(snapshot);
  const faulty = {
    empty: '',
    'cut short': whole.slice(0, 200),
    'another thing': '{"rates":[]}',
    'a rate below zero': whole.replace('"AAA":1', '"AAA":-1'),
    'a date to come': whole.replace('2026-11-20', '2027-11-20'),
    'a validator that no field can hold': whole.replace('\\"a\\"', '\\r\\nx: y'),
  };
  for (const [what, text] of Object.entries(faulty)) {
    const { folder, lines, open } = await start(t);
    await writeFile(join(folder, 'rates.json'), text);
    const publisher = await open();
    assert.equal(publisher.current(), undefined, what);
    assert.deepEqual(lines, [{ level: 'warn', message: 'set a faulty snapshot aside' }]);
    assert.equal(await readFile(join(folder, 'rates.json.faulty'), 'utf8'), text);
    await publisher.publish(snapshot);
    assert.deepEqual((await open()).current()?.rates, snapshot.rates);
  }
});

test('a file that can not be read or replaced keeps nobody from publishing, and nothing is left lying about', async (t) => {
  const { folder, lines, open } = await start(t);
  await mkdir(join(folder, 'rates.json', 'in the way'), { recursive: true });
  const publisher = await open();
  await publisher.publish(snapshot);
  assert.deepEqual(publisher.current()?.rates, snapshot.rates);
  assert.deepEqual(lines, [
    { level: 'warn', message: 'could not read the snapshot' },
    { level: 'warn', message: 'could not keep the snapshot' },
  ]);
  assert.deepEqual(await readdir(folder), ['rates.json']);
});

test('several that publish to the same folder at once leave a whole snapshot', async (t) => {
  const { folder, lines, open } = await start(t);
  const publishers = await Promise.all(Array.from({ length: 8 }, open));
  await Promise.all(publishers.map((each) => each.publish(snapshot)));
  assert.deepEqual((await open()).current()?.rates, snapshot.rates);
  assert.deepEqual([await readdir(folder), lines], [['rates.json'], []]);
});

test('rates that can not be kept are published all the same', async (t) => {
  const { folder, lines, open } = await start(t);
  const publisher = await open();
  await rm(folder, { recursive: true });
  await publisher.publish(snapshot);
  assert.deepEqual(publisher.current()?.rates, snapshot.rates);
  assert.deepEqual(lines, [{ level: 'warn', message: 'could not keep the snapshot' }]);
});
