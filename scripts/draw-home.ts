import { chromium } from 'playwright-core';
import { startMesh } from './mesh/start-mesh.ts';

/** Takes the picture of the home page in the README: `npm run draw-home`, with CHROMIUM where it isn't Debian's. */
const mesh = await startMesh({ env: { LATENCY: 'lognormal:p50=60,p99=200' } });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 960 },
    extraHTTPHeaders: { 'x-latency-seed': '7' },
  });
  // The last page is made by code that has been compiled.
  for (let i = 0; i < 20; i += 1) await page.goto(`${mesh.url}/home/concurrent?reader=r0007`);
  await page.screenshot({ path: new URL('../docs/home.png', import.meta.url).pathname });
} finally {
  await browser.close();
  await mesh.stop();
}
