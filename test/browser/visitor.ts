import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARTIFACTS = new URL('../../artifacts/', import.meta.url).pathname;
const AXE = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

/** An answer that is an error, as the browser's console tells of it. */
const REFUSED = /status of [45]\d\d/;

/**
 * Starts a browser. A visit has a page of its own, and fails where the browser complains of anything but an answer that is an
 * error: a script that broke, what the Content-Security-Policy forbids, what did not load.
 */
export async function startVisitor() {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  async function visit<T>(options: BrowserContextOptions, use: (page: Page) => Promise<T>): Promise<T> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !REFUSED.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    try {
      const result = await use(page);
      assert.deepEqual(complaints, []);
      return result;
    } finally {
      await context.close();
    }
  }
  return { visit, close: () => browser.close() };
}

/**
 * What axe-core finds on a page, by all of its rules, and the one for the size of targets: one line a fault. It is not to
 * load style sheets itself, which takes an inline style that the page's policy forbids.
 */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(
    `axe.run(document, { preload: false, rules: { 'target-size': { enabled: true } } })`,
  )) as { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] };
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/** Fails where a page is wider than its window. */
export async function assertFits(page: Page): Promise<void> {
  const [content, width] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
    number,
    number,
  ];
  assert.ok(content <= width, `${page.url()} is ${content} px wide in ${width}`);
}

/** Keeps a picture of the whole page under `artifacts/`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: `${ARTIFACTS}${name}.png`, fullPage: true });
}
