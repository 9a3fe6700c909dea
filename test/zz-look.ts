import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startShop } from '/work/main/test/support/shop.ts';
import { answer } from '/work/main/test/support/gateway.ts';
import { loadCatalogue } from '/work/main/shared/catalogue/catalogue.ts';

test('look', async (t) => {
  const { gateway, fake, recommendation } = await startShop(t);
  const books = loadCatalogue().books.slice(0, 10);
  recommendation.behave = (req, res) => req.url?.startsWith('/readers') ? fake.read(req, res)
    : answer({ reader: 'x', basis: 'purchases', books: books.map((book) => ({ book, reason: 'because you bought Emma', score: 1 })) })(req, res);
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const axe = readFileSync('/work/main/node_modules/axe-core/axe.min.js', 'utf8');
  for (const [name, options] of [['light', { viewport: { width: 1200, height: 800 } }], ['phone', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }]] as const) {
    const context = await browser.newContext({ ...options, bypassCSP: true });
    const page = await context.newPage();
    const shot = async (what: string) => {
      await page.screenshot({ path: `/tmp/readers-look/${name}-${what}.png` });
      await page.evaluate(axe);
      const found = await page.evaluate(async () => { const r = await (window as any).axe.run(); return r.violations.map((v: any) => `${v.id}: ${v.nodes.map((n: any) => n.html).join(' | ').slice(0, 300)}`); });
      console.log(name, what, found, await page.evaluate(() => document.documentElement.scrollWidth > innerWidth));
    };
    await page.goto(`${gateway.url}/books/emma`); await shot('visitor');
    await page.click('text=Sign in to buy it'); await shot('sign-in');
    await page.fill('#reader', 'r9999'); await page.click('.field button'); await shot('unknown');
    await page.click('text=Ada Lovelace'); await shot('book');
    await page.click('text=Buy this book'); await shot('thanks');
    await page.goto(gateway.url); await shot('home');
    await page.click('.shelf h3 a'); console.log(page.url());
    recommendation.events = (_q, s) => s.writeHead(500).end();
    await page.click('text=Buy this book'); await shot('failed');
    recommendation.events = fake.write;
    await page.click('text=Try again'); console.log(page.url());
    await page.click('text=Sign out'); console.log(page.url());
    await context.close();
  }
  console.log(fake.batches.flat().map((e) => e.type).join());
  await browser.close();
});
