import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startUploads } from '../gateway/uploads/test-app.ts';
import { until } from './support/gateway.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARTIFACTS = new URL('../artifacts/', import.meta.url).pathname;
const skip = existsSync(CHROMIUM) ? false : 'there is no browser: CHROMIUM names one';

const text = (name: string, content = 'All happy families are alike;') => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(content),
});

test('without script: files go, are listed, come back and are deleted', { skip }, async (t) => {
  const { page } = await visit(t, { javaScriptEnabled: false });
  await page.getByLabel('Add files').setInputFiles([text('Ωδή.txt'), text('b.txt')]);
  await page.getByRole('button', { name: 'Upload' }).click();
  await page.getByRole('link', { name: 'Ωδή.txt' }).waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Ωδή.txt' }).click();
  assert.equal((await download).suggestedFilename(), 'Ωδή.txt');
  await page.getByRole('button', { name: 'Delete b.txt' }).click();
  await page.getByRole('link', { name: 'b.txt' }).waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('link').count(), 1);
});

test('with script: each file goes by itself, and tells its own error', { skip }, async (t) => {
  const { page, folder } = await visit(t, {}, { UPLOAD_MAX_BYTES: '1000000' });
  assert.equal(await page.getByRole('button', { name: 'Upload' }).isVisible(), false);
  await page
    .getByLabel('Add files')
    .setInputFiles([
      text('a.txt'),
      { ...text('program.txt'), buffer: Buffer.from('7f454c4602010100', 'hex') },
      text('empty.txt', ''),
      text('large.txt', 'x'.repeat(1_000_001)),
      text('b.txt'),
    ]);
  const queue = page.getByRole('list', { name: 'Uploads under way' });
  await queue.getByText('“program.txt” is application/x-elf').waitFor();
  await queue.getByText('“empty.txt” is empty').waitFor();
  await queue.getByText('It is larger than 977 kB.').waitFor();
  await page.getByRole('link', { name: 'a.txt', exact: true }).waitFor();
  await page.getByRole('link', { name: 'b.txt', exact: true }).waitFor();
  assert.equal(readdirSync(folder).length, 2);
  await screenshot(page, 'uploads');
  for (const name of ['program.txt', 'empty.txt', 'large.txt'])
    await page.getByRole('button', { name: `Dismiss ${name}` }).click();
  assert.equal(await queue.isVisible(), false);
});

test('with script: files are dropped on the page', { skip }, async (t) => {
  const { page } = await visit(t);
  await page.evaluate(`{
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['dropped'], 'dropped.txt'));
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }`);
  await page.getByRole('link', { name: 'dropped.txt' }).waitFor();
});

test('with script: progress is shown, and what is cancelled leaves nothing', { skip }, async (t) => {
  const { page, folder, hold } = await visit(t);
  await hold();
  await page.getByLabel('Add files').setInputFiles([text('a.txt'), text('b.txt'), text('waiting.txt')]);
  const queue = page.getByRole('list', { name: 'Uploads under way' });
  assert.equal(await queue.getByRole('progressbar').count(), 3);
  await queue.getByText('waits').waitFor();
  for (const name of ['waiting.txt', 'a.txt', 'b.txt'])
    await page.getByRole('button', { name: `Cancel ${name}` }).click();
  await until(async () => (await queue.getByRole('listitem').count()) === 0);
  assert.equal(readdirSync(folder).length, 0);
});

test('the page fits every width, light and dark', { skip }, async (t) => {
  const looks: [name: string, options: BrowserContextOptions][] = [
    ['uploads-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['uploads-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
    ['uploads-narrow', { viewport: { width: 320, height: 800 } }],
  ];
  for (const [name, options] of looks) {
    const { page } = await visit(t, options);
    const names = ['a.txt', `${'unbreakable'.repeat(15)}.txt`, 'Ἰλιάς.txt'];
    await page.getByLabel('Add files').setInputFiles(names.map((each) => text(each)));
    for (const each of names) await page.getByRole('link', { name: each }).waitFor();
    await screenshot(page, name);
    const [content, width] = (await page.evaluate('[document.documentElement.scrollWidth, innerWidth]')) as [
      number,
      number,
    ];
    assert.ok(content <= width, `${name}: ${content} in ${width}`);
  }
});

/** Opens the page as a reader of its own, in a browser that may not complain of anything but answers that are errors. */
async function visit(t: TestContext, options: BrowserContextOptions = {}, env: Record<string, string> = {}) {
  const server = await startUploads(t, env);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  t.after(() => browser.close());
  const context = await browser.newContext(options);
  await context.addCookies([{ name: 'reader', value: 'ann', url: server.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  t.after(() => assert.deepEqual(complaints, []));
  await page.goto(`${server.url}/uploads`);
  /** From now on uploads get no answer. */
  async function hold(): Promise<void> {
    await page.route('**/uploads', (route) =>
      route.request().method() === 'POST' ? undefined : route.continue(),
    );
  }
  return { page, folder: server.folder, hold };
}

async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: `${ARTIFACTS}${name}.png`, fullPage: true });
}
