import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { strategyNames } from '../gateway/home/strategies.ts';
import { faults } from './support/faults.ts';
import { healthy, startGateway, startUpstream, until } from './support/gateway.ts';
import { fetchPage } from './support/page.ts';

const upstreams = ['promo', 'recommendation'] as const;
type Name = (typeof upstreams)[number];

const env = {
  PAGE_BUDGET: '2000',
  UPSTREAM_TIMEOUT: '800',
  // The breaker is tested elsewhere; here it would hide the faults.
  BREAKER_VOLUME: '1000000',
  BLOCKING_WORKERS: '1',
};

/** What was open in this process, by kind: sockets, timers and the like. */
function openResources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** The longest that any page has taken, in milliseconds: printed, since how late a timer is depends on the machine. */
let latest = 0;

after(() => console.log(`the longest page took ${latest} ms of its ${env.PAGE_BUDGET}`));

/** Every strategy's page is whole and 200, the faulty part says why it fell back, and the other part is there. */
async function checkPages(
  gateway: string,
  faulty: Name,
  reason: string,
  patient = 'deadline',
): Promise<void> {
  await Promise.all(
    strategyNames.map(async (strategy) => {
      const { status, html, ended, ms } = await fetchPage(`${gateway}/home/${strategy}`);
      assert.equal(status, 200, strategy);
      latest = Math.max(latest, ms.total ?? Number.NaN);
      assert.match(html, /^<!doctype html>[\s\S]*<\/html>\s*$/, strategy);
      assert.match(html, faulty === 'promo' ? /<h3>.*Emma.*<\/h3>/ : /A week in the Midlands/, strategy);
      // The strategy deadline knows no timeout but the page's own.
      const expected = reason === 'timeout' && strategy === 'deadline' ? patient : reason;
      assert.match(ended[faulty] ?? '', new RegExp(`^fallback: (${expected})$`), strategy);
      assert.equal(ended[faulty === 'promo' ? 'recommendation' : 'promo'], 'fresh', strategy);
      assert.match(html, new RegExp(`Reason: (${expected})<`), strategy);
    }),
  );
}

async function start(t: TestContext, urls: Partial<Record<Name, string>>) {
  const promo = await startUpstream(t, healthy.promo);
  const recommendation = await startUpstream(t, healthy.recommendation);
  const gateway = await startGateway(t, {
    ...env,
    PROMO_URL: urls.promo ?? promo.url,
    RECOMMENDATION_URL: urls.recommendation ?? recommendation.url,
  });
  return { gateway, promo, recommendation };
}

for (const name of upstreams) {
  test(`whatever ${name} does, every strategy's page is whole, and nothing is left open`, async (t) => {
    const services = await start(t, {});
    const service = services[name];
    // What stays open for good is opened by the first page: connections kept alive, the blocking strategy's worker.
    await Promise.all(strategyNames.map((strategy) => fetchPage(`${services.gateway.url}/home/${strategy}`)));
    const before = openResources();
    for (const [fault, { reason, behave }] of Object.entries(faults)) {
      await t.test(fault, async () => {
        service.behave = behave;
        await checkPages(services.gateway.url, name, reason);
        await until(() => service.open === 0);
      });
    }
    service.behave = healthy[name];
    await until(async () => {
      await fetchPage(`${services.gateway.url}/home/concurrent`);
      const after = openResources();
      return Object.keys(after).every((kind) => (after[kind] ?? 0) <= (before[kind] ?? 0));
    });
  });

  test(`with ${name} not there, or refusing connections, every strategy's page is whole`, async (t) => {
    const refusing = await start(t, { [name]: 'http://127.0.0.1:1' });
    await checkPages(refusing.gateway.url, name, 'refused');
    const missing = await start(t, { [name]: 'http://nowhere.invalid' });
    await checkPages(missing.gateway.url, name, 'unreachable');
  });

  test(`with ${name} frozen, every strategy's page is whole`, async (t) => {
    const { child, url } = await startProcess(t, name, 511);
    const { gateway } = await start(t, { [name]: url });
    child.kill('SIGSTOP');
    await checkPages(gateway.url, name, 'timeout');
  });

  test(`with ${name} frozen and its queue of connections full, no page waits for a connection`, async (t) => {
    const { child, url } = await startProcess(t, name, 1);
    const { gateway } = await start(t, { [name]: url });
    child.kill('SIGSTOP');
    const queue = Array.from({ length: 8 }, () => connect(Number(new URL(url).port), '127.0.0.1'));
    // The process may be killed before they are closed, which resets them.
    for (const socket of queue) socket.on('error', () => {});
    t.after(() => {
      for (const socket of queue) socket.destroy();
    });
    await until(() => queue.some((socket) => !socket.connecting));
    // Who waits for a connection that an earlier call began to make may hear first that none could be made.
    await checkPages(gateway.url, name, 'timeout|unreachable', 'deadline|unreachable');
  });
}

/** @param backlog how many connections may wait to be accepted */
async function startProcess(t: TestContext, name: Name, backlog: number) {
  const main = fileURLToPath(new URL('./support/healthy-process.ts', import.meta.url));
  const child = fork(main, [name, String(backlog)]);
  t.after(() => child.kill('SIGKILL'));
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}
