import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { createFolderStorage } from './folder-storage.ts';
import { uploadMetrics } from './metrics.ts';
import { createSqliteRecords } from './sqlite-records.ts';
import { startSweeping, sweep } from './sweep.ts';

const AGE = 60_000;
const LIMIT = { files: 100, bytes: 1000 };
const id = (digit: string) => digit.repeat(32);

function setUp(t: TestContext) {
  const parent = mkdtempSync(join(tmpdir(), 'sweep-'));
  const folder = join(parent, 'uploads');
  const records = createSqliteRecords(join(parent, 'gateway.sqlite'));
  t.after(() => {
    records.close();
    rmSync(parent, { recursive: true, force: true });
  });
  const registry = createRegistry();
  const parts = {
    storage: createFolderStorage(folder),
    records,
    metrics: uploadMetrics(registry),
    log: createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' }),
    busy: new Set<string>(),
    age: AGE,
  };
  /** Puts a file there that last changed so long ago. */
  function file(name: string, ago = 2 * AGE): void {
    writeFileSync(join(folder, name), 'x');
    const at = (Date.now() - ago) / 1000;
    utimesSync(join(folder, name), at, at);
  }
  /** Records a file that was complete so long ago. */
  async function record(digit: string, ago = 2 * AGE): Promise<void> {
    const of = { reader: 'ann', name: 'a', type: 'text/plain', size: 1 };
    await records.add([{ id: id(digit), ...of, at: Date.now() - ago }], LIMIT);
  }
  const swept = async () =>
    (await registry.getSingleMetricAsString('upload_swept_total')).match(/(?<=what=)"\w+"\} \d/g) ?? [];
  return { parts, folder, file, record, swept };
}

test('leftovers go, and nothing else', async (t) => {
  const { parts, folder, file, record, swept } = setUp(t);
  file(id('a'));
  await record('a');
  file(`${id('b')}.part`);
  file(id('c'));
  await record('d');
  file('README');
  await sweep(parts);
  assert.deepEqual(readdirSync(folder).toSorted(), ['README', id('a')]);
  assert.deepEqual(await parts.records.idsBefore(Date.now()), [id('a')]);
  assert.deepEqual((await swept()).toSorted(), ['"file"} 1', '"partial"} 1', '"record"} 1']);
});

test('what is young may be in another process’ hands, and what is busy is in ours', async (t) => {
  const { parts, folder, file, record } = setUp(t);
  file(`${id('b')}.part`, 0);
  file(id('c'), 0);
  file(id('a'));
  await record('a');
  await record('d', 0);
  file(id('e'));
  parts.busy.add(id('e'));
  await sweep(parts);
  assert.deepEqual(readdirSync(folder).toSorted(), [id('a'), `${id('b')}.part`, id('c'), id('e')]);
  assert.equal((await parts.records.list('ann')).length, 2);
});

test('where no recorded file is there, the folder is the wrong one, and the records stay', async (t) => {
  const { parts, record } = setUp(t);
  await record('a');
  await record('b');
  await sweep(parts);
  assert.equal((await parts.records.list('ann')).length, 2);
});

test('sweeping goes on until it is stopped, and is ready after the first time', async (t) => {
  const { parts, folder, file } = setUp(t);
  file(`${id('a')}.part`);
  const sweeping = startSweeping(parts, 5);
  assert.match(sweeping.notReady() ?? '', /not been swept/);
  while (readdirSync(folder).length > 0 || sweeping.notReady() !== undefined)
    await new Promise((resolve) => setTimeout(resolve, 5));
  file(`${id('b')}.part`);
  while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  await sweeping.stop();
  file(`${id('c')}.part`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(readdirSync(folder).length, 1);
});
