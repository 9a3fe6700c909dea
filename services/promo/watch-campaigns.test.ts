import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { until } from '../../test/support/gateway.ts';
import { startApp } from '../../test/support/service.ts';
import { createPromo } from './app.ts';
import { promoEnv } from './config.ts';
import { promoMetrics } from './metrics.ts';
import { CampaignsError } from './read-campaigns.ts';
import { type Row, row } from './test-campaigns.ts';
import { watchCampaigns } from './watch-campaigns.ts';

const silent = { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' };
const always = { from: '2020-01-01', until: '2021-01-01', yearly: true };

function campaigns(...rows: Partial<Row>[]): string {
  return JSON.stringify(rows.map((overrides) => row({ ...always, ...overrides })));
}

function campaignsFile(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'promo-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'campaigns.json');
  writeFileSync(file, text);
  return file;
}

/** Promo with campaigns of the test's own; `errors` are its log's. */
async function start(t: TestContext, text: string) {
  const file = campaignsFile(t, text);
  const errors: { faults: string[] }[] = [];
  const log = createLogger('test', silent);
  t.mock.method(log, 'error', (fields: { faults: string[] }) => errors.push(fields));
  const server = await startApp(
    t,
    promoEnv,
    (config, { registry }) => createPromo(config, { registry, log }),
    { CAMPAIGNS_FILE: file, CAMPAIGNS_INTERVAL: '10' },
  );

  async function shown(): Promise<string[]> {
    const { promotions } = (await (await fetch(`${server.url}/promotions`)).json()) as { promotions: Row[] };
    return promotions.map(({ id }) => id);
  }
  async function metric(name: string): Promise<number> {
    const text = await (await fetch(`${server.opsUrl}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`promo_campaigns${name} `))
        ?.split(' ')[1],
    );
  }
  return { server, file, errors, shown, metric };
}

test('an edit is taken, also where a new file is put in the place of the old one', async (t) => {
  const { file, shown, metric } = await start(t, campaigns({ id: 'first' }));
  assert.deepEqual(await shown(), ['first']);
  writeFileSync(file, campaigns({ id: 'again' }));
  await until(async () => (await shown())[0] === 'again');
  writeFileSync(`${file}~`, campaigns({ id: 'third' }, { id: 'below', books: ['hamlet'], priority: 1 }));
  renameSync(`${file}~`, file);
  await until(async () => (await shown())[0] === 'third');
  assert.equal(await metric('_reloads_total{outcome="ok"}'), 2);
  assert.equal(await metric(''), 2);
});

test('a faulty edit leaves the last good campaigns, and is said once, in the log and in metrics', async (t) => {
  const { file, errors, shown, metric } = await start(t, campaigns({ id: 'good' }));
  const lastGood = await metric('_last_good_timestamp_seconds');
  assert.deepEqual([await metric('_faulty'), await metric('_reloads_total{outcome="faulty"}')], [0, 0]);

  writeFileSync(file, campaigns({ id: 'bad', books: ['no-such-book'], priority: 0 }));
  await until(() => errors.length > 0);
  writeFileSync(file, '[');
  await until(() => errors.length > 1);
  rmSync(file);
  await until(() => errors.length > 2);
  assert.deepEqual(errors[0]?.faults, [
    'campaign 1 (bad): books.0: there is no book "no-such-book" in the catalogue',
    'campaign 1 (bad): priority: takes a whole number from 1 to 9',
  ]);
  assert.match(String(errors[1]?.faults), /^it is no JSON/);
  assert.match(String(errors[2]?.faults), /^it can't be read: ENOENT/);
  assert.deepEqual(await shown(), ['good']);
  assert.deepEqual([await metric('_faulty'), await metric('_reloads_total{outcome="faulty"}')], [1, 3]);
  assert.equal(await metric('_last_good_timestamp_seconds'), lastGood);

  writeFileSync(file, campaigns({ id: 'mended' }));
  await until(async () => (await shown())[0] === 'mended');
  assert.equal(await metric('_faulty'), 0);
  assert.ok((await metric('_last_good_timestamp_seconds')) >= lastGood);
  assert.equal(errors.length, 3);
});

test('a file that is half written for a moment is no faulty edit', async (t) => {
  const { file, errors, shown, metric } = await start(t, campaigns({ id: 'g0' }));
  for (let i = 1; i <= 20; i += 1) {
    const text = campaigns({ id: `g${i}` });
    writeFileSync(file, text.slice(0, i));
    writeFileSync(file, text);
    await until(async () => (await shown())[0] === `g${i}`);
  }
  assert.deepEqual(errors, []);
  assert.equal(await metric('_reloads_total{outcome="ok"}'), 20);
});

test('a file that is faulty at start stops the process, and everything that is wrong is said', (t) => {
  const file = campaignsFile(t, campaigns({ id: 'a', priority: 0 }, { id: 'a', discountPercent: 100 }));
  const create = (CAMPAIGNS_FILE: string) =>
    createPromo(
      { ...promoEnv.parse({}), CAMPAIGNS_FILE },
      { log: createLogger('test', silent), registry: createRegistry() },
    );
  assert.throws(
    () => create(file),
    (error) => error instanceof CampaignsError && error.faults.length === 3 && error.message.includes(file),
  );
  assert.throws(() => create(`${file}.gone`), /can't be read: ENOENT/);
});

test('once promo is closed the file is not looked at any more', async (t) => {
  const { server, file, errors } = await start(t, campaigns({}));
  await server.stop();
  writeFileSync(file, '[');
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(errors, []);
});

test('an edit that can’t even be checked leaves the last good campaigns, and the next one is taken', async (t) => {
  const file = campaignsFile(t, 'good');
  const used: unknown[] = [];
  const errors: { err?: Error }[] = [];
  const log = createLogger('test', silent);
  t.mock.method(log, 'error', (fields: { err?: Error }) => errors.push(fields));
  const close = watchCampaigns({
    file,
    interval: 5,
    read(text) {
      if (text === 'broken') throw new TypeError('not foreseen');
      return [];
    },
    use: (campaigns) => used.push(campaigns),
    metrics: promoMetrics(createRegistry()),
    log,
  });
  t.after(close);
  writeFileSync(file, 'broken');
  await until(() => errors.length === 1);
  assert.equal(errors[0]?.err?.message, 'not foreseen');
  assert.equal(used.length, 1);
  writeFileSync(file, 'mended');
  await until(() => used.length === 2);
});
