import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { answer, healthy, startGateway, startUpstream, until } from '../test/support/gateway.ts';

/** A gateway in front of healthy upstreams, unless `env` says otherwise. */
async function start(t: TestContext, env: Record<string, string> = {}) {
  const promo = await startUpstream(t, healthy.promo);
  const recommendation = await startUpstream(t, healthy.recommendation);
  const gateway = await startGateway(t, {
    PROMO_URL: promo.url,
    RECOMMENDATION_URL: recommendation.url,
    ...env,
  });
  return { gateway, promo, recommendation };
}

async function page(url: string, headers: Record<string, string> = { accept: 'text/html' }) {
  const response = await fetch(url, { headers });
  return { response, html: await response.text() };
}

for (const path of ['/', '/home/sequential', '/home/concurrent']) {
  test(`GET ${path} is the whole page, with banners, books and the time that each call took`, async (t) => {
    const { gateway } = await start(t);
    const { response, html } = await page(gateway.url + path);
    assert.equal(response.status, 200);
    assert.match(html, /^<!doctype html>[\s\S]*<\/html>\s*$/i);
    assert.match(html, /A week in the Midlands/);
    assert.match(html, /<h3>.*Emma.*<\/h3>/);
    assert.match(
      response.headers.get('server-timing') ?? '',
      /^promo;dur=[\d.]+;desc="fresh", recommendation;dur=[\d.]+;desc="fresh", total;dur=[\d.]+$/,
    );
    for (const name of ['sequential', 'concurrent']) assert.match(html, new RegExp(`href="/home/${name}"`));
  });
}

test('sequential calls one after the other, concurrent both at once', async (t) => {
  const { gateway, promo, recommendation } = await start(t);
  for (const [strategy, callsWhilePromoWaits] of [
    ['sequential', 0],
    ['concurrent', 1],
  ] as const) {
    recommendation.calls = 0;
    const release = Promise.withResolvers<void>();
    promo.behave = async (req, res) => {
      await release.promise;
      healthy.promo(req, res);
    };
    const answered = page(`${gateway.url}/home/${strategy}`);
    await until(
      () => promo.open === 1 && recommendation.calls === callsWhilePromoWaits && recommendation.open === 0,
    );
    // The next turn of a promise that should not be there would come now.
    await page(`${gateway.opsUrl}/livez`);
    assert.equal(recommendation.calls, callsWhilePromoWaits, strategy);
    release.resolve();
    await answered;
    assert.equal(recommendation.calls, 1, strategy);
  }
});

test('in the lab the recommendations are those of the reader that it chooses', async (t) => {
  const { gateway, recommendation } = await start(t, { LAB: 'on' });
  const paths: (string | undefined)[] = [];
  recommendation.behave = (req, res) => {
    paths.push(req.url);
    healthy.recommendation(req, res);
  };
  await page(`${gateway.url}/?reader=r0042`);
  await page(gateway.url);
  assert.deepEqual(paths, ['/recommendations/r0042', '/recommendations/visitor']);
  const { response, html } = await page(`${gateway.url}/?reader=../x`, { accept: 'application/json' });
  assert.equal(response.status, 400);
  assert.match(html, /query\.reader takes up to 64 letters/);
});

test('a failed upstream leaves the page at 200, with a note in its place and the reason in Server-Timing', async (t) => {
  const { gateway, recommendation } = await start(t);
  recommendation.behave = (_req, res) => res.writeHead(500).end('secret stack trace');
  const { response, html } = await page(`${gateway.url}/home/concurrent`);
  assert.equal(response.status, 200);
  assert.match(html, /A week in the Midlands/);
  assert.match(html, /did not arrive/);
  assert.doesNotMatch(html, /secret/);
  assert.match(
    response.headers.get('server-timing') ?? '',
    /recommendation;dur=[\d.]+;desc="fallback: status"/,
  );
  const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
  assert.match(
    metrics,
    /home_fragment_total\{strategy="concurrent",upstream="recommendation",source="fallback",reason="status"\} 1/,
  );
});

test('what upstreams say is escaped', async (t) => {
  const { gateway, recommendation } = await start(t);
  const book = {
    id: 'x',
    title: '<script>alert(1)</script>',
    author: '"><img src=x>',
    year: 1,
    subjects: ['x'],
    priceCents: 1,
  };
  recommendation.behave = answer({
    reader: 'x',
    basis: 'popularity',
    books: [{ book, reason: '<b>&', score: 1 }],
  });
  const { html } = await page(gateway.url);
  assert.doesNotMatch(html, /<script>|<img src=x|<b>&/);
  assert.match(html, /&lt;script&gt;alert\(1\)/);
});

test('a reader who leaves aborts what was under way for them', async (t) => {
  const { gateway, promo, recommendation } = await start(t);
  promo.behave = () => {};
  recommendation.behave = () => {};
  const leaving = new AbortController();
  const answered = fetch(`${gateway.url}/home/concurrent`, { signal: leaving.signal });
  await until(() => promo.open === 1 && recommendation.open === 1);
  leaving.abort();
  await assert.rejects(answered);
  await until(() => promo.open === 0 && recommendation.open === 0);
});

test('a page is sent within its budget though every upstream hangs', async (t) => {
  const { gateway, promo, recommendation } = await start(t, { PAGE_BUDGET: '600', UPSTREAM_TIMEOUT: '400' });
  promo.behave = () => {};
  recommendation.behave = () => {};
  const { response } = await page(`${gateway.url}/home/sequential`);
  assert.equal(response.status, 200);
  assert.match(
    response.headers.get('server-timing') ?? '',
    /promo;dur=[\d.]+;desc="fallback: timeout", recommendation;dur=[\d.]+;desc="fallback: deadline"/,
  );
  await until(() => promo.open === 0 && recommendation.open === 0);
});

test('an unknown strategy is a 404 that names those there are: a page for people, a problem for programs', async (t) => {
  const { gateway } = await start(t);
  const forPeople = await page(`${gateway.url}/home/psychic`);
  assert.equal(forPeople.response.status, 404);
  assert.match(forPeople.html, /^<!doctype html>/);
  assert.match(forPeople.html, /psychic[\s\S]*sequential, concurrent/);
  const forPrograms = await page(`${gateway.url}/home/psychic`, { accept: '*/*' });
  assert.equal(forPrograms.response.headers.get('content-type'), 'application/problem+json; charset=utf-8');
});

test('no inline script or style may run, and the page has none', async (t) => {
  const { gateway } = await start(t);
  const { response, html } = await page(gateway.url);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.equal(response.headers.get('referrer-policy'), 'same-origin');
  assert.doesNotMatch(html, /<script(?! src)|<style|\sstyle=|\son\w+=/);
});

test('the style sheet is served, and measured as a route of its own', async (t) => {
  const { gateway } = await start(t);
  const response = await fetch(`${gateway.url}/style.css`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/css/);
  await response.arrayBuffer();
  assert.equal((await fetch(`${gateway.url}/..%2fapp.ts`)).status, 404);
  const metrics = await (await fetch(`${gateway.opsUrl}/metrics`)).text();
  assert.match(metrics, /_count\{method="GET",route="\/:file",status="200"\} 1/);
});

test('the operations port tells the settings, the strategies and the breakers, and no secret', async (t) => {
  const { gateway } = await start(t, { PAGE_BUDGET: '1234', COOKIE_SECRET: 'a'.repeat(40) });
  const text = await (await fetch(`${gateway.opsUrl}/settings`)).text();
  const { PAGE_BUDGET, strategies, breakers } = JSON.parse(text);
  assert.equal(PAGE_BUDGET, 1234);
  assert.ok(strategies.some(({ name }: { name: string }) => name === 'hedged'));
  assert.deepEqual(breakers, { promo: 'closed', recommendation: 'closed', rates: 'closed' });
  assert.doesNotMatch(text, /aaaa|http:/);
  assert.equal((await fetch(`${gateway.url}/settings`)).status, 404);
});
