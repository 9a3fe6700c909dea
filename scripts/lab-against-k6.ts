import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { arrivalsOf } from '../services/lab/engine/arrivals.ts';
import { runExperiment } from '../services/lab/engine/experiment.ts';
import { planSchema } from '../services/lab/engine/plan.ts';
import { startMesh } from './mesh/start-mesh.ts';

/**
 * The lab's percentiles against k6's on the same load: the same page, rate and seeds, one after the other. Ends with 1 where one is more
 * than 5 percent off. For an idle machine that has k6: `npm run lab:k6`.
 */
const MOST_OFF = 0.05;
const LATENCY = { promo: 'lognormal:p50=100,p99=400', recommendation: 'lognormal:p50=150,p99=500' };
const plan = planSchema.parse({ strategies: ['concurrent'], rate: 50, duration: 20_000, latency: LATENCY });

const mesh = await startMesh({ env: { LAB: 'on', LOG_LEVEL: 'warn' } });
try {
  const where = { gateway: mesh.url, gatewayOps: mesh.opsUrl };
  const { arms } = await runExperiment(plan, where, { signal: new AbortController().signal });
  const lab = arms.concurrent?.ms;
  const k6 = await runK6(`${mesh.url}/home/concurrent`);
  console.log(
    `${arrivalsOf(plan, 'load').seeds.length} pages, milliseconds\n            lab       k6      off`,
  );
  for (const name of ['p50', 'p90', 'p95', 'p99'] as const) {
    const [ours, theirs] = [lab?.[name] ?? Number.NaN, k6[`p(${name.slice(1)})`] ?? Number.NaN];
    const off = ours / theirs - 1;
    const figures = [ours.toFixed(1), theirs.toFixed(1), `${(100 * off).toFixed(2)} %`];
    console.log(`${name.padEnd(6)}${figures.map((figure) => figure.padStart(9)).join('')}`);
    if (!(Math.abs(off) <= MOST_OFF)) process.exitCode = 1;
  }
} finally {
  await mesh.stop();
}

async function runK6(url: string): Promise<Record<string, number>> {
  const script = fileURLToPath(new URL('../k6/seeded.ts', import.meta.url));
  const latency = Object.entries(LATENCY).map(([service, text]) => `${service}=${text}`);
  const settings = {
    URL: url,
    RATE: String(plan.rate),
    SEEDS: arrivalsOf(plan, 'load').seeds.join(','),
    LATENCY: latency.join(';'),
    K6_NO_USAGE_REPORT: 'true',
  };
  const { stdout } = await promisify(execFile)('k6', ['run', '--quiet', script], {
    env: { ...process.env, ...settings },
  });
  return JSON.parse(stdout) as Record<string, number>;
}
