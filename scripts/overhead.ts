import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { cpus } from 'node:os';
import { startMesh } from './mesh/start-mesh.ts';

/**
 * What the gateway adds to a fixed delay: both services take DELAY milliseconds, one page at a time is asked for, the
 * strategies in turn, and the medians are printed. For an idle machine: `npm run overhead`.
 */
const DELAY = 100;
const PAGES = 100;
/** Pages without a delay before that, so that what is measured has been compiled. */
const WARM_UP = 2000;

const agent = new Agent({ keepAlive: true });
const mesh = await startMesh({ env: { LAB: 'on', LATENCY: `fixed:${DELAY}`, LOG_LEVEL: 'warn' } });
try {
  const totals = { sequential: [] as number[], concurrent: [] as number[] };
  const noDelay = { 'x-latency': 'promo=none;recommendation=none' };
  for (let i = 0; i < WARM_UP; i += 1) await timePage(`${mesh.url}/home/concurrent`, noDelay);
  for (let i = 0; i < PAGES; i += 1) {
    for (const strategy of ['sequential', 'concurrent'] as const) {
      totals[strategy].push(await timePage(`${mesh.url}/home/${strategy}`));
    }
  }
  const sequential = median(totals.sequential);
  const concurrent = median(totals.concurrent);
  console.log(
    `${cpus().length} × ${cpus()[0]?.model}, load ${readFileSync('/proc/loadavg', 'utf8').slice(0, 4)}; ${PAGES} pages each, as the client sees them`,
  );
  console.log(
    `sequential  p50 ${sequential.toFixed(1)} ms   over ${2 * DELAY} ms: ${(sequential - 2 * DELAY).toFixed(1)} ms`,
  );
  console.log(
    `concurrent  p50 ${concurrent.toFixed(1)} ms   over ${DELAY} ms: ${(concurrent - DELAY).toFixed(1)} ms`,
  );
  console.log(`sequential / concurrent  ${(sequential / concurrent).toFixed(2)}`);
} finally {
  agent.destroy();
  await mesh.stop();
}

async function timePage(url: string, headers: OutgoingHttpHeaders = {}): Promise<number> {
  const start = performance.now();
  const [message] = (await once(get(url, { agent, headers }), 'response')) as [IncomingMessage];
  message.resume();
  await once(message, 'end');
  if (message.statusCode !== 200) throw new Error(`${url} answered ${message.statusCode}`);
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
