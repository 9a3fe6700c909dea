import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readEnv } from '@frontpage/shared/env.ts';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { type Server, serve } from '@frontpage/shared/server.ts';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Mesh, startMesh } from '../../scripts/mesh/start-mesh.ts';
import { createLab } from '../../services/lab/app.ts';
import { labEnv } from '../../services/lab/config.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARTIFACTS = new URL('../../artifacts/', import.meta.url).pathname;
const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** A run that is short, with a difference that no machine hides. */
const SHORT =
  '/?strategies=sequential,concurrent&rate=10&duration=2&warmUp=0.2&seed=7&latency.promo=fixed:150&latency.recommendation=lognormal:p50=150,p99=300';

let mesh: Mesh;
let lab: Server;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), 'lab-'));

before(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  // Nothing is refused, however slow the machine is.
  mesh = await startMesh({ env: { LAB: 'on', SHED_LOOP_DELAY: '60000' } });
  const opsUrlOf = (process: string) => mesh.processes.find(({ name }) => name === process)?.opsUrl;
  const config = readEnv(labEnv, {
    PORT: '0',
    OPS_PORT: '0',
    LOG_LEVEL: 'silent',
    DATA_DIR: folder,
    GATEWAY_URL: mesh.url,
    GATEWAY_OPS_URL: mesh.opsUrl,
    PROMO_OPS_URL: opsUrlOf('promo'),
    RECOMMENDATION_OPS_URL: opsUrlOf('recommendation'),
  });
  const surroundings = { log: createLogger('lab', config), registry: createRegistry() };
  lab = await serve(createLab(config, surroundings), config, surroundings);
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  await lab?.stop();
  await mesh?.stop();
  rmSync(folder, { recursive: true });
});

/** Visits the lab with a page of its own, and collects whatever the browser complains of. */
async function visit(
  path: string,
  use: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  try {
    await page.goto(`${lab.url}${path}`);
    await page.locator('html[data-ready]').waitFor({ state: 'attached' });
    await use(page);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** Runs what the page is set to, until its result is there. */
async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Run', exact: true, disabled: true }).waitFor();
  await page.locator('#finding', { hasText: /median|Half of/ }).waitFor();
}

const rows = (page: Page) => page.locator('#table tbody th').allTextContents();

test('a run from click to result', async () => {
  await visit(SHORT, async (page) => {
    await run(page);
    assert.match(
      (await page.textContent('#finding')) ?? '',
      /concurrent took .* quicker than sequential .*20 rounds/,
    );
    assert.deepEqual(await rows(page), ['sequential', 'concurrent']);
    assert.equal(await page.locator('.chart canvas').count(), 2);
    await page
      .locator('#breaker-list li', { hasText: /promo, recommendation.* closed all the time/ })
      .waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    assert.equal((await download).suggestedFilename(), 'experiment.csv');
    await page.screenshot({ path: `${ARTIFACTS}lab-light.png`, fullPage: true });
  });
});

test('a run that is cancelled, after the page was loaded again, shows what there was until then', async () => {
  await visit(`${SHORT}&duration=500`.replace('duration=2&', ''), async (page) => {
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.locator('#progress', { hasText: 'load' }).waitFor();
    await page.locator('#table tbody td').first().waitFor();
    await page.screenshot({ path: `${ARTIFACTS}lab-running.png`, fullPage: true });
    await page.reload();
    await page.locator('#table tbody td').first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('#warnings', { hasText: 'It was cancelled' }).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Run', exact: true }).isEnabled());
    assert.ok(await page.getByRole('button', { name: 'Cancel' }).isHidden());
  });
});

test('the link to the settings opens them again', async () => {
  let shared = '';
  await visit('/', async (page) => {
    await page.getByRole('button', { name: '1% GC pauses' }).click();
    await page.locator('input[value=sequential]').uncheck();
    await page.getByLabel('Pages a second, each').fill('33');
    await page.getByLabel('Arrivals').selectOption('poisson');
    await page.locator('summary', { hasText: 'Bring your own pages' }).click();
    await page.getByLabel('A line each').fill('mine=http://127.0.0.1:1/a?x={n}&y=1');
    shared = (await page.evaluate('location.search')) as string;
  });
  await visit(`/${shared}`, async (page) => {
    assert.match(await page.locator('[name="latency.promo"]').inputValue(), /^bimodal:p=0.01/);
    assert.equal(await page.locator('input[value=sequential]').isChecked(), false);
    assert.equal(await page.locator('input[value=concurrent]').isChecked(), true);
    assert.equal(await page.getByLabel('Pages a second, each').inputValue(), '33');
    assert.equal(await page.getByLabel('Arrivals').inputValue(), 'poisson');
    assert.equal(await page.getByLabel('A line each').inputValue(), 'mine=http://127.0.0.1:1/a?x={n}&y=1');
  });
});

test('percentiles are moved by dragging and by keys, and the text, the fields and the curve follow', async () => {
  await visit('/?latency.promo=lognormal:p50=50,p99=250', async (page) => {
    const text = page.locator('[name="latency.promo"]');
    const handle = page.getByRole('slider', { name: 'p50 of promo' });
    await handle.focus();
    await page.keyboard.press('PageUp');
    assert.equal(await text.inputValue(), 'lognormal:p50=75,p99=250');
    assert.equal(await handle.getAttribute('aria-valuenow'), '75');
    const box = await handle.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 60, box.y, { steps: 5 });
    await page.mouse.up();
    const p50 = Number(/p50=([\d.]+)/.exec(await text.inputValue())?.[1]);
    assert.ok(p50 > 1 && p50 < 50, `${p50}`);
    await page.locator(`[data-service=promo] [role=slider][aria-valuenow="${p50}"]`).waitFor();
    assert.equal(await page.locator('[data-service=promo] [data-p50]').inputValue(), String(p50));
    await page.locator('[data-service=promo] [data-shape]').selectOption('exponential');
    assert.match(await text.inputValue(), /^exponential:mean=/);
    assert.ok(await page.getByRole('slider', { name: 'p99 of promo' }).isHidden());
  });
});

test('what can’t be taken stands at its field, what does not go together below; own latencies can be pasted', async () => {
  await visit('/', async (page) => {
    await page.locator('[name="latency.promo"]').fill('gauss:1');
    await page.getByText(/no distribution "gauss"/).waitFor();
    await page.locator('[name="latency.promo"]').fill('fixed:1700');
    await page.getByText(/Half of all calls of promo take longer than UPSTREAM_TIMEOUT/).waitFor();
    await page.locator('summary', { hasText: 'Paste your own' }).click();
    await page.getByLabel('Milliseconds, between').fill('12 15.5\n100, 9');
    await page.getByRole('button', { name: 'Use for promo' }).click();
    assert.equal(await page.locator('[name="latency.promo"]').inputValue(), 'replay:values=9|12|15.5|100');
  });
});

test('what runs is changed by Apply alone, and restored', async () => {
  const setting = async () => {
    const promo = mesh.processes.find(({ name }) => name === 'promo');
    return ((await (await fetch(`${promo?.opsUrl}/latency`)).json()) as { latency: string }).latency;
  };
  await visit('/?latency.promo=fixed:12', async (page) => {
    assert.equal(await setting(), 'none');
    await page.getByRole('button', { name: 'Apply to the running promo' }).click();
    await page.getByText('Set to fixed:12').waitFor();
    assert.equal(await setting(), 'fixed:12');
    await page.locator('[data-service=promo]').getByRole('button', { name: 'Restore' }).click();
    await page.locator('[data-service=promo]').getByText('Set to none').waitFor();
    assert.equal(await setting(), 'none');
  });
});

test('a run is saved, and another compared with it', async () => {
  await visit(SHORT, async (page) => {
    await run(page);
    await page.getByLabel('Save this run as').fill('before');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved as before.').waitFor();
    await page.getByLabel('Compare with').selectOption('before');
    await page.locator('#table', { hasText: 'concurrent (before)' }).waitFor();
    assert.match((await page.textContent('#warnings')) ?? '', /before was set the same\./);
    assert.deepEqual(await rows(page), [
      'sequential',
      'concurrent',
      'sequential (before)',
      'concurrent (before)',
    ]);
    await page.getByLabel('Pages a second, each').fill('12');
    await page.locator('[name=duration]').fill('1');
    await run(page);
    await page
      .locator('#warnings', {
        hasText: 'before had pages a second 10 instead of 12, duration 2 s instead of 1 s.',
      })
      .waitFor();
    await page.getByRole('button', { name: 'Delete this run' }).click();
    await page.getByText('Deleted before.').waitFor();
    assert.deepEqual(await rows(page), ['sequential', 'concurrent']);
  });
});

test('runs of different lengths stand on one axis of time, each where it was', async () => {
  await visit('/', async (page) => {
    const aligned = await page.evaluate(`import('/align.js').then(({ align }) =>
      align([{ at: [0.25, 0.5], values: [1, null] }, { at: [0.5, 1, 1.5], values: [7, 8, 9] }]))`);
    assert.deepEqual(aligned, {
      xs: [0.25, 0.5, 1, 1.5],
      columns: [
        [1, null, null, null],
        [null, 7, 8, 9],
      ],
    });
  });
});

test('pages of any other system can be compared, and the result says that they are not paired', async () => {
  const query = new URLSearchParams({ strategies: '', rate: '10', duration: '1', warmUp: '0' });
  for (const name of ['first', 'second']) query.append('target', `${name}=${mesh.url}/style.css?${name}={n}`);
  await visit(`/?${query}`, async (page) => {
    await run(page);
    assert.deepEqual(await rows(page), ['first', 'second']);
    assert.match((await page.textContent('#warnings')) ?? '', /draw no delays of ours/);
  });
});

test('it fits every width, and axe finds nothing, light and dark', async () => {
  const looks: [name: string, width: number, colorScheme: 'light' | 'dark'][] = [
    ['lab-dark', 1280, 'dark'],
    ['lab-tablet', 820, 'light'],
    ['lab-phone', 375, 'light'],
    ['lab-narrow', 320, 'dark'],
  ];
  for (const [name, width, colorScheme] of looks) {
    const options: BrowserContextOptions = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true };
    await visit(
      SHORT,
      async (page) => {
        await run(page);
        await page.locator('summary', { hasText: 'The gateway' }).click();
        await page.screenshot({ path: `${ARTIFACTS}${name}.png`, fullPage: true });
        const [content, window] = (await page.evaluate(
          '[document.documentElement.scrollWidth, innerWidth]',
        )) as [number, number];
        assert.ok(content <= window, `${name}: ${content} in ${window}`);
        await page.addScriptTag({ path: AXE });
        const { violations } = (await page.evaluate('axe.run()')) as {
          violations: { id: string; nodes: { html: string }[] }[];
        };
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        assert.deepEqual(found, [], name);
      },
      options,
    );
  }
});

// Last: its breaker stays open for a while.
test('a service that is down: its breaker opens before one’s eyes, and pages lack a part', async () => {
  // More calls than the runs before it left in the breaker's window, so that half of all failed.
  await visit('/?strategies=concurrent&rate=50&duration=4&warmUp=0', async (page) => {
    await page.getByRole('button', { name: 'One service down' }).click();
    await run(page);
    await page.locator('#breaker-list li', { hasText: /recommendation open .*open at/ }).waitFor();
    assert.match((await page.textContent('#finding')) ?? '', /Pages that lacked a part: 100 % of concurrent/);
    assert.match((await page.textContent('#warnings')) ?? '', /breaker.*kept calls from being made/);
  });
});

test('without script it says what to do instead', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(lab.url);
  assert.match((await page.textContent('noscript')) ?? '', /npm run lab/);
  await context.close();
});
