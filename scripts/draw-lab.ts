import { chromium } from 'playwright-core';
import { startMesh } from './mesh/start-mesh.ts';

/** Takes the picture of the lab in the README, after a run of a thousand pages of each strategy: `node scripts/draw-lab.ts`, with CHROMIUM where it isn't Debian's. */
const settings = new URLSearchParams({
  strategies: 'sequential,concurrent,hedged',
  rate: '10',
  duration: '100',
  'latency.promo': 'lognormal:p50=60,p99=200',
  'latency.recommendation': 'bimodal:p=0.03,usual=(lognormal:p50=100,p99=250),rare=(fixed:900)',
});

/** Around the result, in pixels. */
const MARGIN = 16;

// A breaker that opens would keep calls from being made, and rounds from being pairs; and nothing is refused, however busy the machine is.
const mesh = await startMesh({ env: { LAB: 'on', BREAKER_VOLUME: '1000000', SHED_LOOP_DELAY: '60000' } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const lab = mesh.processes.find(({ name }) => name === 'lab');
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 }, reducedMotion: 'reduce' });
  await page.goto(`${lab?.url}/?${settings}`);
  await page.locator('html[data-ready]').waitFor({ state: 'attached' });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.locator('#distribution canvas').waitFor({ timeout: 180_000 });
  const path = new URL('../docs/lab.png', import.meta.url).pathname;
  const box = await page.locator('#read').boundingBox();
  const [x = 0, y = 0] = (await page.evaluate('[scrollX, scrollY]')) as number[];
  if (!box) throw new Error('the lab shows no result');
  const clip = { x: box.x + x - MARGIN, y: box.y + y - MARGIN };
  const size = { width: box.width + 2 * MARGIN, height: box.height + 2 * MARGIN };
  await page.screenshot({ path, fullPage: true, clip: { ...clip, ...size } });
} finally {
  await browser.close();
  await mesh.stop();
}
