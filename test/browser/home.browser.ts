import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { strategyNames } from '../../gateway/home/strategies.ts';
import { startMesh } from '../../scripts/mesh/start-mesh.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARTIFACTS = new URL('../../artifacts/', import.meta.url).pathname;

let mesh: Awaited<ReturnType<typeof startMesh>>;
let browser: Browser;

before(async () => {
  mkdirSync(ARTIFACTS, { recursive: true });
  mesh = await startMesh({ env: { LAB: 'on' } });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
});

after(async () => {
  await browser?.close();
  await mesh?.stop();
});

/** Visits with a page of its own, and collects whatever the browser complains of. */
async function visit<T>(options: BrowserContextOptions, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  try {
    const result = await use(page);
    assert.deepEqual(complaints, []);
    return result;
  } finally {
    await context.close();
  }
}

test('scripts off: every strategy’s page is complete, and its parts are in their order', async () => {
  for (const strategy of strategyNames) {
    await visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${mesh.url}/home/${strategy}?reader=r0007`);
      assert.ok((await page.getByRole('heading', { level: 3 }).count()) >= 13, strategy);
      assert.match(
        (await page
          .getByText(/because you bought/)
          .first()
          .textContent()) ?? '',
        /because you bought/,
      );
      const offers = await page.getByRole('heading', { name: 'Today’s offers' }).boundingBox();
      const books = await page.getByRole('heading', { name: 'Chosen for you' }).boundingBox();
      const timing = await page.getByRole('heading', { name: 'How long this page took' }).boundingBox();
      assert.ok(offers && books && timing && offers.y < books.y && books.y < timing.y, strategy);
    });
  }
});

test('scripts off, streamed: a skeleton holds the place of a part that is late, above one that is there', async () => {
  await visit(
    { javaScriptEnabled: false, extraHTTPHeaders: { 'x-latency': 'promo=fixed:1200' } },
    async (page) => {
      const loaded = page.goto(`${mesh.url}/home/streaming`);
      const books = page.getByRole('heading', { name: 'What others are reading' });
      await books.waitFor();
      const early = await books.boundingBox();
      await page.screenshot({ path: `${ARTIFACTS}streaming-skeleton.png` });
      await loaded;
      await page.getByRole('heading', { name: 'Today’s offers' }).waitFor();
      const late = await books.boundingBox();
      assert.ok(early && late && Math.abs(early.y - late.y) <= 2, `${early?.y} and ${late?.y}`);
    },
  );
});

test('streamed: nothing on the page moves when a part arrives, at any width and in either order', async () => {
  for (const width of [375, 768, 1280]) {
    for (const latency of [
      'promo=fixed:500;recommendation=fixed:100',
      'promo=fixed:100;recommendation=fixed:500',
    ]) {
      const options = { viewport: { width, height: 900 }, extraHTTPHeaders: { 'x-latency': latency } };
      const shift = await visit(options, async (page) => {
        await page.goto(`${mesh.url}/home/streaming`);
        // Run by the browser, whose types are not ours.
        return (await page.evaluate(`new Promise((resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)))
            .observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve(0), 200);
        })`)) as number;
      });
      assert.ok(shift < 0.02, `${shift} at ${width} px with ${latency}`);
    }
  }
});

test('the page fits every width, light and dark, with a fallback too', async () => {
  const looks: [name: string, options: BrowserContextOptions][] = [
    ['home-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['home-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
    ['home-phone', { viewport: { width: 375, height: 800 } }],
    ['home-narrow', { viewport: { width: 320, height: 800 }, colorScheme: 'dark' }],
    [
      'home-fallback',
      { viewport: { width: 768, height: 900 }, extraHTTPHeaders: { 'x-faults': 'promo=error' } },
    ],
  ];
  for (const [name, options] of looks) {
    await visit(options, async (page) => {
      await page.goto(`${mesh.url}/home/concurrent?reader=r0007`);
      await page.screenshot({ path: `${ARTIFACTS}${name}.png`, fullPage: true });
      const [content, window] = (await page.evaluate(
        '[document.documentElement.scrollWidth, innerWidth]',
      )) as [number, number];
      assert.ok(content <= window, `${name}: ${content} in ${window}`);
    });
  }
});

test('an address that does not exist is a page of the shop', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const response = await page.goto(`${mesh.url}/home/psychic`);
  assert.equal(response?.status(), 404);
  assert.match((await page.textContent('body')) ?? '', /psychic.*sequential/);
  await context.close();
});
