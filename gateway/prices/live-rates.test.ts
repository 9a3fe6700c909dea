import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { INJECTED_HEADER } from '@frontpage/shared/latency/middleware.ts';
import { answer, healthy, startGateway, startUpstream, until } from '../../test/support/gateway.ts';
import { fetchPage } from '../../test/support/page.ts';
import { strategyNames } from '../home/strategies.ts';

const dollars = { cookie: 'currency=USD' };

function ratesOf(usd: number): RequestListener {
  const confirmedAt = new Date().toISOString();
  return answer({ base: 'EUR', date: '2026-11-20', confirmedAt, rates: { USD: usd } });
}

/** The rates that are known are 1.1 US dollars, the live ones 2. */
async function start(t: TestContext, env: Record<string, string> = {}) {
  const promo = await startUpstream(t, healthy.promo);
  const recommendation = await startUpstream(t, healthy.recommendation);
  const rates = await startUpstream(t, ratesOf(2));
  rates.polled = ratesOf(1.1);
  const gateway = await startGateway(t, {
    PROMO_URL: promo.url,
    RECOMMENDATION_URL: recommendation.url,
    RATES_URL: rates.url,
    ...env,
  });
  const page = (strategy: string, headers = dollars) => fetchPage(`${gateway.url}/home/${strategy}`, headers);
  await until(async () => /US\$14\.19/.test((await page('concurrent')).html));
  return { gateway, promo, recommendation, rates, page };
}

test('live-rates asks for the rates itself, at once with the others; no other strategy does', async (t) => {
  const { gateway, promo, recommendation, rates, page } = await start(t);
  for (const strategy of strategyNames.filter((name) => name !== 'live-rates'))
    assert.deepEqual(Object.keys((await page(strategy)).ended), ['promo', 'recommendation'], strategy);
  assert.equal(rates.calls, 0);

  const paths: string[] = [];
  const behaviours: [state: typeof promo, behave: RequestListener, ms: number][] = [
    [promo, healthy.promo, 10],
    [recommendation, healthy.recommendation, 20],
    [rates, ratesOf(2), 30],
  ];
  const release = Promise.withResolvers<void>();
  for (const [state, behave, ms] of behaviours) {
    state.behave = async (req, res) => {
      paths.push(req.url ?? '');
      await release.promise;
      res.setHeader(INJECTED_HEADER, ms);
      behave(req, res);
    };
  }
  const arriving = page('live-rates');
  await until(() => paths.length === 3);
  release.resolve();
  const { html, ended, ms } = await arriving;
  assert.deepEqual(paths.sort(), ['/promotions', '/rates/live', '/recommendations/visitor']);
  assert.deepEqual(ended, { promo: 'fresh', recommendation: 'fresh', rates: 'fresh' });
  assert.equal(ms.bound, 30);
  assert.match(html, /source fresh">Prices in US dollars at the rate of 20 Nov 2026/);
  assert.match(html, /US\$25\.80/);
  assert.doesNotMatch(html, /US\$14\.19/);
  assert.match(html, /Don’t do this/);
  assert.match(html, /<th scope="row">rates<\/th>/);
  const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
  assert.match(
    metrics,
    /home_fragment_total\{strategy="live-rates",upstream="rates",source="fresh",reason=""\} 1/,
  );
});

test('where the live rates fail the last known take their place, and it is said', async (t) => {
  const { rates, page } = await start(t, { UPSTREAM_TIMEOUT: '200' });
  const failures: [behave: RequestListener, reason: string][] = [
    [(_req, res) => res.writeHead(503).end(), 'status'],
    [() => {}, 'timeout'],
    [answer({ base: 'EUR' }), 'contract'],
  ];
  for (const [behave, reason] of failures) {
    rates.behave = behave;
    const { status, html, ended } = await page('live-rates');
    assert.equal(status, 200);
    assert.equal(ended.rates, `fallback: ${reason}`);
    assert.match(html, /US\$14\.19/);
    const note = `source stale">The live rate did not arrive \\(${reason}\\)\\. Prices in US dollars at the last known: the rate of 20 Nov`;
    assert.match(html, new RegExp(note));
  }
});

test('live rates that fail open a breaker of their own: the rates that are known are kept up to date', async (t) => {
  const { rates, page } = await start(t, { BREAKER_VOLUME: '2', RATES_POLL: '20' });
  rates.behave = (_req, res) => res.writeHead(503).end();
  await until(async () => (await page('live-rates')).ended.rates === 'fallback: breaker-open');
  rates.polled = ratesOf(1.2);
  await until(async () => /US\$15\.48/.test((await page('concurrent')).html));
});
