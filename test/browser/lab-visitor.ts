import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnv } from '@frontpage/shared/env.ts';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { type Server, serve } from '@frontpage/shared/server.ts';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Mesh, startMesh } from '../../scripts/mesh/start-mesh.ts';
import { createLab } from '../../services/lab/app.ts';
import { labEnv } from '../../services/lab/config.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
export const ARTIFACTS = new URL('../../artifacts/', import.meta.url).pathname;

/** A run that is short, with a difference that no machine hides. */
export const SHORT =
  '/?strategies=sequential,concurrent&rate=10&duration=2&warmUp=0.2&seed=7&latency.promo=fixed:150&latency.recommendation=lognormal:p50=150,p99=300';

export type Lab = Awaited<ReturnType<typeof startLab>>;

/** Starts a mesh, a lab beside it, and a browser; where one of them does not start, the others are stopped. */
export async function startLab() {
  let mesh: Mesh | undefined;
  let lab: Server | undefined;
  let browser: Browser | undefined;
  const folder = mkdtempSync(join(tmpdir(), 'lab-'));
  async function stop(): Promise<void> {
    await browser?.close();
    await lab?.stop();
    await mesh?.stop();
    rmSync(folder, { recursive: true });
  }
  try {
    mkdirSync(ARTIFACTS, { recursive: true });
    // Nothing is refused, however slow the machine is.
    mesh = await startMesh({ env: { LAB: 'on', SHED_LOOP_DELAY: '60000' } });
    lab = await serveLab(mesh, folder);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    return { mesh, lab, browser, visit: visitorOf(browser, lab), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function serveLab(mesh: Mesh, folder: string): Promise<Server> {
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
  return serve(createLab(config, surroundings), config, surroundings);
}

/** Visits the lab with a page of its own, and collects whatever the browser complains of. */
function visitorOf(browser: Browser, lab: Server) {
  return async function visit(
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
  };
}

/** Runs what the page is set to, until its result is there. */
export async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Run', exact: true, disabled: true }).waitFor();
  await page.locator('#finding', { hasText: /median|Half of/ }).waitFor();
}
