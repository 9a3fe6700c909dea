import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Mesh, startMesh } from '../../scripts/mesh/start-mesh.ts';
import { until } from '../support/gateway.ts';
import { assertFits, faultsOf, keepPicture, startVisitor } from './visitor.ts';

let mesh: Mesh;
let visitor: Awaited<ReturnType<typeof startVisitor>>;
const data = mkdtempSync(join(tmpdir(), 'uploads-'));
const folder = join(data, 'uploads');
let readers = 0;

before(async () => {
  mesh = await startMesh({ env: { DATA_DIR: data, UPLOAD_MAX_BYTES: '1000000', UPLOAD_KEEP_FREE: '0' } });
  visitor = await startVisitor();
});

after(async () => {
  await visitor?.close();
  await mesh?.stop();
  rmSync(data, { recursive: true, force: true });
});

test('without script: files go, are listed, come back and are deleted', async () => {
  await visit({ javaScriptEnabled: false }, async (page) => {
    await choose(page, text('Ωδή.txt'), text('b.txt'));
    await page.getByRole('button', { name: 'Upload' }).click();
    await link(page, 'Ωδή.txt').waitFor();
    const download = page.waitForEvent('download');
    await link(page, 'Ωδή.txt').click();
    assert.equal((await download).suggestedFilename(), 'Ωδή.txt');
    await page.getByRole('button', { name: 'Delete b.txt' }).click();
    await link(page, 'b.txt').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#kept').getByRole('link').count(), 1);
  });
});

test('with script: each file goes by itself, and tells its own error', async () => {
  await visit({}, async (page) => {
    assert.equal(await page.getByRole('button', { name: 'Upload' }).isVisible(), false);
    await choose(
      page,
      text('a.txt'),
      { ...text('program.txt'), buffer: Buffer.from('7f454c4602010100', 'hex') },
      text('empty.txt', ''),
      text('large.txt', 'x'.repeat(1_000_001)),
      text('b.txt'),
    );
    const queue = queueOf(page);
    await queue.getByText('“program.txt” is application/x-elf').waitFor();
    await queue.getByText('“empty.txt” is empty').waitFor();
    await queue.getByText('It is larger than 977 kB.').waitFor();
    await link(page, 'a.txt').waitFor();
    await link(page, 'b.txt').waitFor();
    await keepPicture(page, 'uploads-errors');
    assert.deepEqual(await faultsOf(page), []);
    for (const name of ['program.txt', 'empty.txt', 'large.txt'])
      await page.getByRole('button', { name: `Dismiss ${name}` }).click();
    assert.equal(await queue.isVisible(), false);
  });
});

test('with script: files are dropped on the page', async () => {
  await visit({}, async (page) => {
    await page.evaluate(`{
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['dropped'], 'dropped.txt'));
      for (const type of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
    }`);
    await link(page, 'dropped.txt').waitFor();
  });
});

test('with script: progress is shown, and what is cancelled leaves nothing', async () => {
  await visit({}, async (page) => {
    const before = readdirSync(folder);
    await hold(page);
    await choose(page, text('a.txt'), text('b.txt'), text('waiting.txt'));
    const queue = queueOf(page);
    assert.equal(await queue.getByRole('progressbar').count(), 3);
    await queue.getByText('waits').waitFor();
    for (const name of ['waiting.txt', 'a.txt', 'b.txt'])
      await page.getByRole('button', { name: `Cancel ${name}` }).click();
    await until(async () => (await queue.getByRole('listitem').count()) === 0);
    assert.deepEqual(readdirSync(folder), before);
  });
});

test('with script: a file is deleted without breaking off what is being sent', async () => {
  await visit({}, async (page) => {
    await choose(page, text('old.txt'));
    await link(page, 'old.txt').waitFor();
    await hold(page);
    await choose(page, text('sending.txt'));
    await page.getByRole('button', { name: 'Delete old.txt' }).click();
    await page.getByText('old.txt is deleted.').waitFor();
    await page.getByText('Nothing yet.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Cancel sending.txt' }).isVisible(), true);
  });
});

test('with script: whoever has signed out meanwhile is told so', async () => {
  await visit({}, async (page) => {
    await page.context().clearCookies();
    await choose(page, text('a.txt'));
    await queueOf(page).getByText('You are not signed in any more.').waitFor();
  });
});

test('the page fits every width, light and dark', async () => {
  const looks: [name: string, options: BrowserContextOptions][] = [
    ['uploads-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
    ['uploads-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
    ['uploads-narrow', { viewport: { width: 320, height: 800 } }],
  ];
  for (const [name, options] of looks) {
    await visit(options, async (page) => {
      const names = ['a.txt', `${'unbreakable'.repeat(15)}.txt`, 'Ἰλιάς.txt'];
      await choose(page, ...names.map((each) => text(each)));
      for (const each of names) await link(page, each).waitFor();
      await keepPicture(page, name);
      await assertFits(page);
      assert.deepEqual(await faultsOf(page), []);
      assert.ok(
        (await sizeOf(page, '.files a')) < (await sizeOf(page, '#kept-title')),
        'a file is no heading',
      );
    });
  }
});

/** Visits the page as a reader who has signed in, and has no files yet. */
async function visit(options: BrowserContextOptions, use: (page: Page) => Promise<void>): Promise<void> {
  readers += 1;
  const reader = `r${String(readers).padStart(4, '0')}`;
  await visitor.visit(options, async (page) => {
    page.setDefaultTimeout(60_000);
    await page.request.post(`${mesh.url}/sign-in`, { form: { reader }, maxRedirects: 0 });
    await page.goto(`${mesh.url}/uploads`);
    await use(page);
  });
}

function text(name: string, content = 'All happy families are alike;') {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(content) };
}

async function choose(page: Page, ...files: ReturnType<typeof text>[]): Promise<void> {
  await page.getByLabel('Add files').setInputFiles(files);
}

/** From now on uploads get no answer. */
async function hold(page: Page): Promise<void> {
  await page.route('**/uploads', (route) =>
    route.request().method() === 'POST' ? undefined : route.continue(),
  );
}

function link(page: Page, name: string) {
  return page.getByRole('link', { name, exact: true });
}

async function sizeOf(page: Page, selector: string): Promise<number> {
  return Number(
    await page.evaluate(`parseFloat(getComputedStyle(document.querySelector('${selector}')).fontSize)`),
  );
}

function queueOf(page: Page) {
  return page.getByRole('list', { name: 'Uploads under way' });
}
