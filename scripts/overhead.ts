import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { cpus } from 'node:os';
import { startMesh } from './mesh/start-mesh.ts';
import { readNumbers } from './read-numbers.ts';

/**
 * What the gateway adds to a fixed delay: both services take DELAY milliseconds, one page at a time is asked for, the
 * strategies in turn, and the medians are printed. For an idle machine: `npm run overhead`.
 */
readNumbers({});
const DELAY = 100;
const PAGES = 100;
/** Pages without a delay before that, so that what is measured has been compiled. */
const WARM_UP = 2000;

const bounds = { sequential: 2 * DELAY, concurrent: DELAY, streaming: DELAY };
type Strategy = keyof typeof bounds;
const strategies = Object.keys(bounds) as Strategy[];

const agent = new Agent({ keepAlive: true });
const mesh = await startMesh({ env: { LAB: 'on', LATENCY: `fixed:${DELAY}`, LOG_LEVEL: 'warn' } });
try {
  const noDelay = { 'x-latency': 'promo=none;recommendation=none' };
  for (let i = 0; i < WARM_UP; i += 1) await timePage(strategies[i % strategies.length] as Strategy, noDelay);
  const pages = Object.fromEntries(strategies.map((strategy) => [strategy, [] as PageTimes[]]));
  for (let i = 0; i < PAGES; i += 1) {
    for (const strategy of strategies) pages[strategy]?.push(await timePage(strategy));
  }
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, load ${readFileSync('/proc/loadavg', 'utf8').slice(0, 4)}; ${PAGES} pages each, medians as the client sees them, ms`,
  );
  console.log('strategy    first byte     whole  over its bound  by the page’s own stopwatch');
  for (const strategy of strategies) {
    const firstByte = median(pages[strategy]?.map((page) => page.firstByte));
    const whole = median(pages[strategy]?.map((page) => page.whole));
    const own = median(pages[strategy]?.map((page) => page.overhead));
    const row = [firstByte, whole, whole - bounds[strategy], own].map((ms) => ms.toFixed(1).padStart(10));
    console.log(`${strategy.padEnd(12)}${row.join('')}`);
  }
} finally {
  agent.destroy();
  await mesh.stop();
}

type PageTimes = { readonly firstByte: number; readonly whole: number; readonly overhead: number };

async function timePage(strategy: Strategy, headers: OutgoingHttpHeaders = {}): Promise<PageTimes> {
  const start = performance.now();
  const request = get(`${mesh.url}/home/${strategy}`, { agent, headers });
  const [message] = (await once(request, 'response')) as [IncomingMessage];
  const data = once(message, 'data');
  const end = once(message, 'end');
  await data;
  const firstByte = performance.now() - start;
  await end;
  if (message.statusCode !== 200) throw new Error(`${strategy} answered ${message.statusCode}`);
  const whole = performance.now() - start;
  const timing = String(message.headers['server-timing'] ?? message.trailers['server-timing']);
  return { firstByte, whole, overhead: Number(/overhead;dur=([\d.]+)/.exec(timing)?.[1]) };
}

function median(values: readonly number[] = []): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
