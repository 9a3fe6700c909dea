import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { listen } from '@frontpage/shared/listen.ts';
import { createLogger } from '@frontpage/shared/logger.ts';
import { notFound, ProblemError } from '@frontpage/shared/problem.ts';
import { requestContext } from '@frontpage/shared/request-context.ts';
import { securityHeaders } from '@frontpage/shared/security-headers.ts';
import express from 'express';
import type { Page } from 'playwright-core';
import { errorPage } from '../../gateway/error-page.ts';
import { type Mesh, startMesh } from '../../scripts/mesh/start-mesh.ts';
import { assertFits, faultsOf, keepPicture, startVisitor } from './visitor.ts';

let mesh: Mesh;
let visitor: Awaited<ReturnType<typeof startVisitor>>;

before(async () => {
  // Times that no machine is too slow for.
  const patient = { PAGE_BUDGET: '60000', UPSTREAM_TIMEOUT: '50000', PURCHASE_TIMEOUT: '30000' };
  mesh = await startMesh({ env: { SHED_LOOP_DELAY: '60000', ...patient } });
  visitor = await startVisitor();
});

after(async () => {
  await visitor?.close();
  await mesh?.stop();
});

const LOOKS = [
  { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { colorScheme: 'dark', viewport: { width: 320, height: 800 } },
] as const;

/** Whatever a page shows, axe finds nothing, and it fits its window; its picture is kept. */
async function judge(page: Page, name: string): Promise<void> {
  assert.deepEqual(await faultsOf(page), [], name);
  await assertFits(page);
  await keepPicture(page, name);
}

for (const look of LOOKS) {
  test(`signing in, a book before and after it is bought, and files, ${look.colorScheme}`, async () => {
    const reader = look.colorScheme === 'light' ? 'r0021' : 'r0022';
    await visitor.visit(look, async (page) => {
      await page.goto(`${mesh.url}/books/the-tale-of-genji`);
      await judge(page, `book-visitor-${look.colorScheme}`);
      await page.getByRole('link', { name: 'Sign in to buy it' }).click();
      await page.getByLabel('Reader’s id').fill('r9999');
      await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('alert').waitFor();
      await judge(page, `sign-in-${look.colorScheme}`);
      await page.getByLabel('Reader’s id').fill(reader);
      await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('button', { name: 'Buy this book' }).click();
      await page.getByText('is yours').waitFor();
      await judge(page, `book-bought-${look.colorScheme}`);
      await page.getByRole('link', { name: 'Your files' }).click();
      await page.getByRole('heading', { name: 'Your files' }).waitFor();
      await judge(page, `files-${look.colorScheme}`);
    });
  });

  test(`404, 503 and 500 are pages of the shop, ${look.colorScheme}`, async (t) => {
    const url = await startBroken(t);
    await visitor.visit(look, async (page) => {
      for (const [path, status, text, way] of [
        ['/nowhere', 404, 'There is no GET /nowhere here.', 'Go to the front page'],
        ['/full', 503, 'The shop is full just now.', 'Try again'],
        ['/broken', 500, 'Request', 'Go to the front page'],
      ] as const) {
        const response = await page.goto(url + path);
        assert.equal(response?.status(), status);
        await page.getByText(text).first().waitFor();
        await page.getByRole('link', { name: way }).waitFor();
        assert.doesNotMatch(await page.content(), /secret/);
        await judge(page, `error-${status}-${look.colorScheme}`);
      }
    });
  });
}

test('an address that names no strategy is a page that tells which there are', async () => {
  await visitor.visit({}, async (page) => {
    const response = await page.goto(`${mesh.url}/home/psychic`);
    assert.equal(response?.status(), 404);
    await page.getByText(/psychic.*sequential/).waitFor();
  });
});

/** The shop's errors, in front of routes that fail. */
async function startBroken(t: TestContext): Promise<string> {
  const log = createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });
  const app = express().use(requestContext, securityHeaders());
  app.get('/full', () => {
    throw new ProblemError(503, 'Service Unavailable', 'The shop is full just now.');
  });
  app.get('/broken', () => {
    throw new Error('secret');
  });
  app.use(
    express.static(new URL('../../gateway/public', import.meta.url).pathname),
    notFound,
    errorPage(log),
  );
  const { url, close } = await listen(app, '127.0.0.1', 0, 'PORT');
  t.after(() => close(1000));
  return url;
}
