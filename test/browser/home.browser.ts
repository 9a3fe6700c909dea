import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { BrowserContextOptions } from 'playwright-core';
import { strategyNames } from '../../gateway/home/strategies.ts';
import { type Mesh, startMesh } from '../../scripts/mesh/start-mesh.ts';
import { assertFits, faultsOf, keepPicture, startVisitor } from './visitor.ts';

let mesh: Mesh;
let visitor: Awaited<ReturnType<typeof startVisitor>>;

before(async () => {
  // Nothing is refused, however slow the machine is.
  mesh = await startMesh({
    env: { LAB: 'on', SHED_LOOP_DELAY: '60000', PAGE_BUDGET: '20000', UPSTREAM_TIMEOUT: '15000' },
  });
  visitor = await startVisitor();
});

after(async () => {
  await visitor?.close();
  await mesh?.stop();
});

test('scripts off: every strategy’s page is complete, and its parts are in their order', async () => {
  for (const strategy of strategyNames) {
    await visitor.visit({ javaScriptEnabled: false }, async (page) => {
      await page.goto(`${mesh.url}/home/${strategy}?reader=r0007`);
      assert.equal(await page.locator('.shelf:visible li h3').count(), 10, strategy);
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
  await visitor.visit(
    { javaScriptEnabled: false, extraHTTPHeaders: { 'x-latency': 'promo=fixed:1200' } },
    async (page) => {
      const loaded = page.goto(`${mesh.url}/home/streaming`);
      const books = page.getByRole('heading', { name: 'What others are reading' });
      await books.waitFor();
      const early = await books.boundingBox();
      await keepPicture(page, 'home-skeleton');
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
      const shift = await visitor.visit(options, async (page) => {
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

const WIDE = { viewport: { width: 1600, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 } };

for (const strategy of strategyNames) {
  test(`${strategy}: axe finds nothing, light and dark, and the page fits its window`, async () => {
    for (const [colorScheme, size] of [
      ['light', WIDE],
      ['dark', PHONE],
    ] as const) {
      await visitor.visit({ colorScheme, ...size }, async (page) => {
        await page.goto(`${mesh.url}/home/${strategy}?reader=r0007`);
        assert.deepEqual(await faultsOf(page), []);
        await assertFits(page);
        await keepPicture(page, `home-${strategy}-${colorScheme}`);
      });
    }
  });
}

test('the page fits every width, and axe finds nothing in fallbacks', async () => {
  for (const width of [320, 768, 1200, 1920]) {
    for (const fault of ['none', 'error']) {
      const options: BrowserContextOptions = {
        viewport: { width, height: 900 },
        extraHTTPHeaders: { 'x-faults': `promo=${fault};recommendation=${fault}` },
      };
      await visitor.visit(options, async (page) => {
        await page.goto(`${mesh.url}/home/concurrent?reader=r0007`);
        await assertFits(page);
        if (fault === 'none') return;
        assert.deepEqual(await faultsOf(page), []);
        await keepPicture(page, `home-fallback-${width}`);
      });
    }
  }
});

test('the page is small, and all of it comes from here: HTML and CSS up to 30 KiB, script up to 15', async () => {
  for (const path of ['/', '/home/streaming']) {
    const sizes: Record<string, number> = {};
    await visitor.visit({}, async (page) => {
      const bodies: Promise<void>[] = [];
      page.on('response', (response) => {
        assert.equal(new URL(response.url()).origin, mesh.url);
        const type = response.request().resourceType();
        if (!['document', 'stylesheet', 'script'].includes(type)) return;
        const add = async () => {
          sizes[type] = (sizes[type] ?? 0) + (await response.body()).length;
        };
        bodies.push(add());
      });
      await page.goto(mesh.url + path);
      await Promise.all(bodies);
    });
    const { document = Number.NaN, stylesheet = Number.NaN, script = Number.NaN } = sizes;
    assert.ok(document + stylesheet <= 30 * 1024, `${path}: ${JSON.stringify(sizes)}`);
    assert.ok(script <= 15 * 1024, JSON.stringify(sizes));
  }
});
