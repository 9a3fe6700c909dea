import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { startMesh } from './mesh/start-mesh.ts';

/**
 * What the gateway adds to a fixed delay: both services take DELAY milliseconds, one page at a time is asked for, the
 * strategies in turn, and the medians are printed. For an idle machine: `npm run overhead`.
 */
const DELAY = 100;
const PAGES = 100;
const WARM_UP = 20;

const mesh = await startMesh({ env: { LATENCY: `fixed:${DELAY}`, LOG_LEVEL: 'warn' } });
try {
  const totals = { sequential: [] as number[], concurrent: [] as number[] };
  for (let i = 0; i < WARM_UP + PAGES; i += 1) {
    for (const strategy of ['sequential', 'concurrent'] as const) {
      const ms = await timePage(`${mesh.url}/home/${strategy}`);
      if (i >= WARM_UP) totals[strategy].push(ms);
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
  await mesh.stop();
}

async function timePage(url: string): Promise<number> {
  const start = performance.now();
  const response = await fetch(url);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  return performance.now() - start;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
