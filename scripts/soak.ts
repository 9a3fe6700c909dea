import { readFileSync } from 'node:fs';
import { strategyNames } from '../gateway/home/strategies.ts';
import { sumOfMetric } from './gateway-metrics.ts';
import { startMesh } from './mesh/start-mesh.ts';
import { openLoop, quantile } from './open-loop.ts';
import { readNumbers } from './read-numbers.ts';

/**
 * A soak: pages of every strategy at a fixed rate, from services with random delays and faults, and what the gateway
 * holds after each slice of it. Flat is good. `npm run soak [-- --minutes 10 --rate 40]`
 */
const { minutes, rate } = readNumbers({
  minutes: { default: 10, least: 0.1 },
  rate: { default: 40, least: 1 },
});

const SLICES = 10;
const FAULTS = [
  'error:p=0.02',
  'hang:p=0.005',
  'reset:p=0.01',
  'truncate:p=0.01',
  'malformed:p=0.01',
  'trickle:p=0.005',
];
const env = {
  LATENCY: 'lognormal:p50=20,p99=200',
  FAULTS: FAULTS.join(';'),
  UPSTREAM_TIMEOUT: '500',
  LOG_LEVEL: 'error',
};

const mesh = await startMesh({ env });
const gateway = mesh.processes.find(({ name }) => name === 'gateway');
try {
  console.log(`${minutes} min at ${rate} pages a second, ${env.LATENCY}, ${env.FAULTS}`);
  console.log('slice   pages  not 200      p50      p99   rss MB  heap MB  sockets  timers  in flight');
  for (let slice = 1; slice <= SLICES; slice += 1) {
    const pages = Math.round((minutes * 60 * rate) / SLICES);
    const samples = await openLoop(pages, rate, (i) => ({
      url: `${mesh.url}/home/${strategyNames[i % strategyNames.length]}`,
    }));
    const failed = samples.filter(({ status }) => status !== 200).length;
    const row = [
      slice,
      pages,
      failed,
      ...[0.5, 0.99].map((q) => quantile(samples, q)),
      ...(await holdings()),
    ];
    console.log(
      row.map((value) => (Number.isInteger(value) ? String(value) : value.toFixed(1)).padStart(8)).join(' '),
    );
  }
} finally {
  await mesh.stop();
}

async function holdings(): Promise<number[]> {
  const resources = (type: string) =>
    sumOfMetric(mesh, new RegExp(`^nodejs_active_resources\\{type="${type}"`));
  const rssKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway?.pid}/status`, 'utf8'))?.[1]);
  return [
    rssKb / 1024,
    (await sumOfMetric(mesh, /^nodejs_heap_size_used_bytes /)) / 1_048_576,
    await resources('TCPSocketWrap'),
    await resources('Timeout'),
    await sumOfMetric(mesh, /^upstream_in_flight\{/),
  ];
}
