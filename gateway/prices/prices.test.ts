import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { answer, healthy, startGateway, startUpstream, until } from '../../test/support/gateway.ts';
import { fetchPage } from '../../test/support/page.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');
const HOUR = 3_600_000;
const dollars = { cookie: 'currency=USD' };

function ratesOf(rates: Record<string, number>, confirmedAt = '2026-11-23T12:00:00Z'): RequestListener {
  return answer({ base: 'EUR', date: '2026-11-20', confirmedAt, rates });
}

function salesOf(book: string, salePriceCents: number, until = '2099-01-01T00:00:00Z'): RequestListener {
  const sale = { book, campaign: 'autumn', discountPercent: 25, salePriceCents, until };
  return answer({ at: '2026-11-23T12:00:00Z', sales: [sale] });
}

const status =
  (code: number): RequestListener =>
  (_req, res) =>
    res.writeHead(code, { 'content-type': 'application/json' }).end('{}');

/** A gateway that asks for sales and rates every few milliseconds, at noon; its Date stands still. */
async function start(
  t: TestContext,
  { sales, rates = status(503) }: { sales?: RequestListener; rates?: RequestListener } = {},
  env: Record<string, string> = {},
) {
  t.mock.timers.enable({ apis: ['Date'], now: noon });
  const promo = await startUpstream(t, healthy.promo);
  const recommendation = await startUpstream(t, healthy.recommendation);
  const source = await startUpstream(t, rates);
  if (sales) promo.polled = sales;
  source.polled = rates;
  const gateway = await startGateway(t, {
    PROMO_URL: promo.url,
    RECOMMENDATION_URL: recommendation.url,
    RATES_URL: source.url,
    SALES_POLL: '20',
    RATES_POLL: '20',
    // On a clock that stands still a breaker that has opened stays open.
    BREAKER_VOLUME: '1000000',
    ...env,
  });
  const page = (strategy = 'concurrent', headers = {}) =>
    fetchPage(`${gateway.url}/home/${strategy}`, headers);
  /** Waits until the shelf, or the note on the rates, is as it should be. */
  async function shows(text: RegExp, headers = {}): Promise<string> {
    await until(async () => text.test((await page('concurrent', headers)).html));
    return (await page('concurrent', headers)).html;
  }
  return { gateway, promo, recommendation, source, page, shows };
}

async function metricsOf({ opsUrl }: { opsUrl: string }): Promise<string> {
  return (await fetch(`${opsUrl}/metrics`)).text();
}

/** Every price on a page, reduced ones before what they were. */
function pricesOn(html: string): string[] {
  return [...html.matchAll(/<p class="price">(.*?)<\/p>/g)].map(([, price]) =>
    String(price)
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

test('whatever is on sale is shown at its reduced price everywhere, until the sale’s own end', async (t) => {
  const end = new Date(noon + HOUR).toISOString();
  const { promo, page, shows } = await start(t, { sales: salesOf('emma', 968, end) });
  const html = await shows(/€9\.68/);
  assert.deepEqual(pricesOn(html), ['€11.61 instead of €12.90 −10%', '€9.68 instead of €12.90 −25%']);
  // Promo is gone, and with it the banner; the last known sales stay.
  promo.polled = status(500);
  promo.behave = status(500);
  t.mock.timers.setTime(noon + HOUR - 1);
  assert.deepEqual(pricesOn((await page()).html), ['€9.68 instead of €12.90 −25%']);
  t.mock.timers.setTime(noon + HOUR);
  for (const strategy of ['concurrent', 'streaming', 'blocking'])
    assert.deepEqual(pricesOn((await page(strategy)).html), ['€12.90'], strategy);
});

test('banner and shelf agree on a book’s price, and a banner that has ended is not shown', async (t) => {
  const { page, shows } = await start(t, { sales: salesOf('middlemarch', 968) });
  assert.deepEqual(pricesOn(await shows(/€9\.68/)), ['€9.68 instead of €12.90 −25%', '€12.90']);
  t.mock.timers.setTime(Date.parse('2099-11-27T00:00:00Z'));
  const { html } = await page();
  assert.match(html, /No offers today/);
  assert.deepEqual(pricesOn(html), ['€12.90']);
});

test('a reader chooses a currency by a form: it stays chosen, and leads back', async (t) => {
  const { gateway, page, shows } = await start(t, { rates: ratesOf({ USD: 1.1, JPY: 180 }) });
  const html = await shows(/<option value="JPY"/);
  assert.deepEqual(
    [...html.matchAll(/<option value="(\w+)"( selected)?>/g)].map(
      ([, code, selected]) => code + (selected ?? ''),
    ),
    ['EUR selected', 'JPY', 'USD'],
  );
  assert.match(html, /name="back" value="\/home\/concurrent"/);
  assert.deepEqual(pricesOn(html), ['€11.61 instead of €12.90 −10%', '€12.90']);

  async function choose(currency: string, back?: string) {
    const body = new URLSearchParams(back === undefined ? { currency } : { currency, back });
    const headers = { accept: 'application/json', origin: gateway.url };
    return fetch(`${gateway.url}/currency`, { method: 'POST', body, headers, redirect: 'manual' });
  }
  const chosen = await choose('USD', '/home/cached?reader=r0007');
  assert.deepEqual([chosen.status, chosen.headers.get('location')], [303, '/home/cached?reader=r0007']);
  const cookie = chosen.headers.get('set-cookie') ?? '';
  assert.match(cookie, /^currency=USD; Max-Age=31536000; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  const inDollars = await page('cached', { cookie: cookie.split(';')[0] });
  assert.deepEqual(pricesOn(inDollars.html), ['US$12.77 instead of US$14.19 −10%', 'US$14.19']);
  assert.match(inDollars.html, /<option value="USD" selected>US dollars \(USD\)/);

  for (const back of ['//evil.example', '/\\evil.example', 'https://evil.example/', 'javascript:alert(1)'])
    assert.equal((await choose('JPY', back)).headers.get('location'), '/', back);
  assert.equal((await choose('JPY')).headers.get('location'), '/');
  assert.equal((await choose('JPY')).headers.get('location'), '/');
  const unknown = await choose('ZZZ', '/');
  assert.equal(unknown.status, 400);
  assert.match(await unknown.text(), /body\.currency takes one of EUR, JPY, USD/);
  assert.equal(unknown.headers.get('set-cookie'), null);
});

test('rates down for an hour: prices stay in the currency, and their age is said; after 36 hours they are marked', async (t) => {
  const { source, page, shows } = await start(t, { rates: ratesOf({ USD: 1.1 }) });
  const html = await shows(/US\$/, dollars);
  assert.match(html, /source cached">Prices in US dollars at the rate of 20 Nov 2026, confirmed now\.</);
  const polls = source.calls;
  source.polled = (_req, res) => {
    source.calls += 1;
    res.destroy();
  };
  await until(() => source.calls > polls);

  const ages: [hours: number, note: RegExp][] = [
    [1, /source cached">Prices in US dollars at the rate of 20 Nov 2026, confirmed 1 hour ago\.</],
    [35, /source cached">[^<]+confirmed 35 hours ago\.</],
    [
      36,
      /source stale">Prices in US dollars at an old rate: the rate of 20 Nov 2026, confirmed 36 hours ago\.</,
    ],
    [100, /source stale">[^<]+confirmed 4 days ago\.</],
  ];
  for (const [hours, note] of ages) {
    t.mock.timers.setTime(noon + hours * HOUR);
    const { html } = await page('concurrent', dollars);
    assert.deepEqual(pricesOn(html).at(-1), 'US$14.19');
    assert.match(html, note);
  }
});

test('no rates, or none for the currency: euro prices, and it is said; to who wants euros nothing is', async (t) => {
  const { source, page, shows } = await start(t);
  const without = await page('concurrent', dollars);
  assert.equal(without.status, 200);
  assert.equal(pricesOn(without.html).at(-1), '€12.90');
  assert.match(
    without.html,
    /source fallback">Prices in euros: there is no exchange rate for US dollars just now\.</,
  );
  assert.doesNotMatch(without.html, /<select/);
  assert.doesNotMatch((await page()).html, /exchange rate/);

  source.polled = ratesOf({ JPY: 180 });
  const lacking = await shows(/<select/, dollars);
  assert.equal(pricesOn(lacking).at(-1), '€12.90');
  assert.match(lacking, /no exchange rate for US dollars/);
  assert.match(lacking, /<option value="EUR" selected>/);
  assert.equal(pricesOn((await page('concurrent', { cookie: 'currency=<b>' })).html).at(-1), '€12.90');
});

test('a page’s prices are all by one snapshot, which is replaced as a whole, or not at all', async (t) => {
  const { gateway, source, page, shows } = await start(t, { rates: ratesOf({ USD: 1.1 }) });
  await shows(/US\$14\.19/, dollars);
  const seen = new Set<string>();
  async function look(): Promise<void> {
    const { html } = await page('concurrent', dollars);
    seen.add(`${/at the rate of (\d+ \w+)/.exec(html)?.[1]}: ${pricesOn(html)}`);
  }
  // What breaks its contract in one place is not used in another.
  const next = { base: 'EUR', date: '2026-11-23', confirmedAt: '2026-11-23T12:00:00Z', rates: { USD: 2 } };
  source.polled = answer({ ...next, confirmedAt: 'soon' });
  await until(async () =>
    /gateway_polls_total\{snapshot="rates",outcome="contract"\}/.test(await metricsOf(gateway)),
  );
  await look();
  source.polled = answer(next);
  await until(async () => {
    await look();
    return seen.size > 1;
  });
  assert.deepEqual(
    [...seen],
    [
      '20 Nov: US$12.77 instead of US$14.19 −10%,US$14.19',
      '23 Nov: US$23.22 instead of US$25.80 −10%,US$25.80',
    ],
  );
});

test('sales and rates that hang hold up neither start, nor pages, nor the stop', async (t) => {
  const hang: RequestListener = () => {};
  const { gateway, page } = await start(t, { sales: hang, rates: hang });
  await until(async () => (await fetch(`${gateway.opsUrl}/readyz`)).status === 200);
  assert.deepEqual(pricesOn((await page()).html), ['€11.61 instead of €12.90 −10%', '€12.90']);
  await gateway.stop();
});

test('the polls are counted, and have connections and breakers of their own', async (t) => {
  const { gateway, promo, page } = await start(t, { sales: status(500) }, { BREAKER_VOLUME: '10' });
  await until(async () =>
    /circuit_breaker_state\{upstream="sales-poll",state="open"\} 1/.test(await metricsOf(gateway)),
  );
  assert.match(await metricsOf(gateway), /gateway_polls_total\{snapshot="sales",outcome="status"\} \d+/);
  assert.match(await metricsOf(gateway), /circuit_breaker_state\{upstream="promo",state="open"\} 0/);
  assert.equal((await page()).ended.promo, 'fresh');
  assert.equal(promo.calls, 1);
});
