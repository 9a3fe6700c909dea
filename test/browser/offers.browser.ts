import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { answer, healthy, startGateway, startUpstream, until } from '../support/gateway.ts';
import { startVisitor } from './visitor.ts';

let visitor: Awaited<ReturnType<typeof startVisitor>>;

before(async () => {
  visitor = await startVisitor();
});

after(() => visitor?.close());

/** How long the show stays at an offer, in milliseconds. */
const PERIOD = 7000;

/** Any time. */
const START = Date.parse('2026-11-23T12:00:00Z');

/** What moves does so at once. */
const STILL = { reducedMotion: 'reduce' } as const;

/** Looks at a page with this many offers, whose time passes only where the test lets it. */
async function look(
  t: TestContext,
  offers: number,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const promo = await startUpstream(t, answer(promotionsOf(offers)));
  const recommendation = await startUpstream(t, healthy.recommendation);
  const gateway = await startGateway(t, { PROMO_URL: promo.url, RECOMMENDATION_URL: recommendation.url });
  await visitor.visit(options, async (page) => {
    await page.clock.install({ time: START });
    await page.clock.pauseAt(START + 1000);
    await page.goto(gateway.url);
    await use(page);
  });
}

function promotionsOf(count: number) {
  const promotion = {
    text: 'A book of this week.',
    callToAction: 'Read it',
    discountPercent: 10,
    salePriceCents: 900,
    from: '2026-11-20T00:00:00Z',
    until: '2099-11-27T00:00:00Z',
    lastDay: '2099-11-26',
  };
  const promotions = Array.from({ length: count }, (_, n) => {
    const id = `book-${n}`;
    const book = {
      id,
      title: `Book ${n}`,
      author: 'A. Nonymous',
      year: 1900,
      subjects: ['sea'],
      priceCents: 1000,
    };
    return { id, title: `Offer ${n}`, book, ...promotion };
  });
  return { at: '2026-11-23T12:00:00Z', promotions };
}

/** How far the row is from its start, in offers. */
async function place(page: Page): Promise<number> {
  const boxes = await Promise.all([0, 1].map((n) => page.locator('.offers li').nth(n).boundingBox()));
  const [first, second] = boxes.map((box) => box?.x ?? Number.NaN) as [number, number];
  const start = (await page.getByRole('heading', { name: 'Today’s offers' }).boundingBox())?.x ?? Number.NaN;
  return (start - first) / (second - first);
}

/** Waits until the row has come to rest at an offer. */
async function restsAt(page: Page, offer: number): Promise<void> {
  await until(async () => Math.abs((await place(page)) - offer) < 0.01);
}

test('without script the offers are a row to scroll, by keys too, which rests at an offer', async (t) => {
  await look(t, 3, { javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.locator('.controls').count(), 0);
    await page.getByRole('list', { name: 'Today’s offers' }).focus();
    await page.keyboard.press('ArrowRight');
    await restsAt(page, 1);
    await page.getByRole('link', { name: 'Read it' }).nth(2).focus();
    await restsAt(page, 2);
  });
});

test('the show goes on by itself, and from the last offer to the first', async (t) => {
  await look(t, 3, {}, async (page) => {
    for (const offer of [1, 2, 0, 1]) {
      await page.clock.runFor(PERIOD);
      await restsAt(page, offer);
      await page.getByText(`${offer + 1} of 3`).waitFor();
    }
  });
});

test('who asked for less motion sees none until they press Play', async (t) => {
  await look(t, 3, STILL, async (page) => {
    await page.clock.runFor(3 * PERIOD);
    assert.equal(await place(page), 0);
    await page.getByRole('button', { name: 'Play the offers' }).click();
    await page.mouse.move(0, 0);
    await page.locator('body').click({ position: { x: 1, y: 1 } });
    await page.clock.runFor(PERIOD);
    await restsAt(page, 1);
  });
});

test('it waits while a reader points at it or is in it with the keyboard, and stops at Pause', async (t) => {
  await look(t, 3, STILL, async (page) => {
    const button = page.getByRole('button', { name: 'Play the offers' });
    await button.click();
    await page.clock.runFor(3 * PERIOD);
    assert.equal(await place(page), 0, 'pointed at and focused');
    await page.mouse.move(0, 0);
    await page.clock.runFor(3 * PERIOD);
    assert.equal(await place(page), 0, 'focused');
    await page.getByRole('button', { name: 'Pause the offers' }).press('Enter');
    await page.getByRole('link', { name: 'Frontpage' }).focus();
    await page.clock.runFor(3 * PERIOD);
    assert.equal(await place(page), 0, 'paused');
  });
});

test('buttons and keys lead to every offer, round the ends, and the show is the reader’s from then on', async (t) => {
  await look(t, 3, {}, async (page) => {
    await page.getByRole('button', { name: 'Next offer' }).click();
    await restsAt(page, 1);
    await page.getByRole('button', { name: 'Play the offers' }).waitFor();
    for (const offer of [0, 2]) {
      await page.getByRole('button', { name: 'Previous offer' }).click();
      await restsAt(page, offer);
    }
    await page.getByRole('button', { name: 'Next offer' }).dblclick();
    await restsAt(page, 1);
    await page.getByRole('button', { name: 'Previous offer' }).press('Enter');
    await restsAt(page, 0);
    await page.getByRole('list', { name: 'Today’s offers' }).focus();
    for (const [key, offer] of [
      ['ArrowRight', 1],
      ['End', 2],
      ['ArrowLeft', 1],
      ['Home', 0],
      ['ArrowLeft', 2],
    ] as const) {
      await page.keyboard.press(key);
      await restsAt(page, offer);
      await page.getByText(`${offer + 1} of 3`).waitFor();
    }
  });
});

test('one offer is no show', async (t) => {
  await look(t, 1, {}, async (page) => {
    await page.getByRole('heading', { name: 'Offer 0' }).waitFor();
    assert.equal(await page.locator('.controls').count(), 0);
  });
});
