import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startMesh } from '../../scripts/mesh/start-mesh.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A name that browsers don't trust as they trust loopback: by plain http they send it no Fetch Metadata. */
const HOST = 'shop.test';

let mesh: Awaited<ReturnType<typeof startMesh>>;
let browser: Browser;

before(async () => {
  // Times that no machine is too slow for.
  const patient = { PAGE_BUDGET: '60000', UPSTREAM_TIMEOUT: '50000', PURCHASE_TIMEOUT: '30000' };
  mesh = await startMesh({ env: { LAB: 'off', SHED_LOOP_DELAY: '60000', ...patient } });
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      `--host-resolver-rules=MAP ${HOST} 127.0.0.1`,
    ],
  });
});

after(async () => {
  await browser?.close();
  await mesh?.stop();
});

/** Presses a button, and waits for the page that it leads to. */
async function press(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForLoadState();
}

for (const host of ['127.0.0.1', HOST]) {
  for (const javaScriptEnabled of [true, false]) {
    const scripts = javaScriptEnabled ? 'on' : 'off';
    test(`a reader signs in, buys, and signs out, by plain http at ${host}, scripts ${scripts}`, async () => {
      const context = await browser.newContext({ javaScriptEnabled });
      context.setDefaultTimeout(60_000);
      const page = await context.newPage();
      await page.goto(mesh.url.replace('127.0.0.1', host));
      await page.getByRole('link', { name: 'Sign in' }).click();
      await page.getByLabel('Reader’s id').fill(javaScriptEnabled ? 'r0011' : 'r0012');
      await press(page, 'Sign in');
      await page.locator('.shelf a').first().click();
      const title = await page.getByRole('heading', { level: 1 }).textContent();

      const other = await context.newPage();
      await other.goto(page.url());
      await page.getByRole('button', { name: 'Buy this book' }).dblclick();
      await page.getByText(`Thank you. “${title}” is yours.`).waitFor();
      await page.goBack();
      assert.equal(await page.getByRole('button', { name: 'Buy this book' }).count(), 0);
      await press(other, 'Buy this book');
      await other.getByText(`Thank you. “${title}” is yours.`).waitFor();

      await press(page, 'Sign out');
      await page.getByRole('link', { name: 'Sign in to buy it' }).waitFor();
      await context.close();
    });
  }
}
