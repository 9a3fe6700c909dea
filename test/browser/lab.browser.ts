import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { ARTIFACTS, type Lab, run, SHORT, startLab } from './lab-visitor.ts';

let mesh: Lab['mesh'];
let visit: Lab['visit'];
let stop: Lab['stop'] | undefined;

before(async () => {
  ({ mesh, visit, stop } = await startLab());
});

after(() => stop?.());

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
