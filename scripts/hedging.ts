import { sumOfMetric } from './gateway-metrics.ts';
import { startMesh } from './mesh/start-mesh.ts';
import { openLoop, quantile } from './open-loop.ts';
import { readNumbers } from './read-numbers.ts';

/**
 * What hedging does to the tail: 1 percent of calls pause for a second; the same seeds go through `concurrent` and
 * `hedged`, open loop, in turn. `npm run hedging [-- --pages 10000 --rate 100]`
 */
const { pages, rate } = readNumbers({
  pages: { default: 10_000, least: 1 },
  rate: { default: 100, least: 1 },
});

const USUAL = 'bimodal:p=0.01,usual=(lognormal:p50=10,p99=30),rare=(fixed:1000)';
/** Pages of each before that: what is measured has been compiled, and the live p95 is that of a warm mesh. */
const WARM_UP = 1500;

const ATTEMPTS = /^upstream_attempts_total\{/;
const HEDGES = /^upstream_hedges_total\{/;
const strategies = ['concurrent', 'hedged'] as const;

const mesh = await startMesh({ env: { LAB: 'on', LATENCY: USUAL, LOG_LEVEL: 'warn' } });
try {
  const load = (count: number, firstSeed: number) =>
    openLoop(count * 2, rate * 2, (i) => ({
      url: `${mesh.url}/home/${strategies[i % 2]}`,
      headers: { 'x-latency-seed': String(firstSeed + Math.floor(i / 2)) },
    }));
  await load(WARM_UP, pages);
  const before = { attempts: await sumOfMetric(mesh, ATTEMPTS), hedges: await sumOfMetric(mesh, HEDGES) };
  const samples = await load(pages, 0);
  const attempts = (await sumOfMetric(mesh, ATTEMPTS)) - before.attempts;
  const hedges = (await sumOfMetric(mesh, HEDGES)) - before.hedges;
  console.log(`${pages} pages each at ${rate} a second, ${USUAL}`);
  console.log('             p50      p99    p99.9      max   not 200');
  const tails = strategies.map((strategy, k) => {
    const own = samples.filter((_, i) => i % 2 === k);
    const row = [0.5, 0.99, 0.999, 1].map((q) => quantile(own, q).toFixed(1).padStart(9));
    const failed = own.filter(({ status }) => status !== 200).length;
    console.log(`${strategy.padEnd(10)}${row.join('')}${String(failed).padStart(10)}`);
    return quantile(own, 0.999);
  });
  const [concurrent = Number.NaN, hedged = Number.NaN] = tails;
  console.log(`p99.9 hedged / concurrent: ${(hedged / concurrent).toFixed(3)}`);
  const calls = attempts - hedges;
  console.log(
    `extra calls: ${hedges} of ${calls / 2} hedged ones, ${((hedges / (calls / 2)) * 100).toFixed(2)} %`,
  );
} finally {
  await mesh.stop();
}
