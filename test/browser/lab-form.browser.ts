import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions } from 'playwright-core';
import { ARTIFACTS, type Lab, run, SHORT, startLab } from './lab-visitor.ts';

const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

let mesh: Lab['mesh'];
let lab: Lab['lab'];
let browser: Lab['browser'];
let visit: Lab['visit'];
let stop: Lab['stop'] | undefined;

before(async () => {
  ({ mesh, lab, browser, visit, stop } = await startLab());
});

after(() => stop?.());

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

test('without script it says what to do instead', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(lab.url);
  assert.match((await page.textContent('noscript')) ?? '', /npm run lab/);
  await context.close();
});
