import { Agent } from 'undici';
import { type Running, startContestant } from './contestant.ts';
import { load, measureRound, variables } from './measure.ts';

/** The delay of every upstream where latency is measured, in milliseconds. */
export const DELAY = 100;

const main = 'bench/contestants/fragments.ts';
/** Pages of `sequential` are long, and on a machine that is busy no part is to be left out of a page. */
const PATIENT = { PAGE_BUDGET: '60000', UPSTREAM_TIMEOUT: '30000' };

export type Size = {
  readonly counts: readonly number[];
  /** Of the cost. */
  readonly rounds: number;
  /** Asked for in each round, whatever the number of pages that they make. */
  readonly fragments: number;
  /** Pages timed, the counts in turn. */
  readonly concurrent: number;
  readonly sequential: number;
};

/** Figures of one round after another, by the number of fragments. */
export type ByCount = ReadonlyMap<number, readonly number[]>;

export type Measured = {
  /** The CPU time of a page of `concurrent`, in microseconds; upstreams answer at once. */
  readonly cost: ByCount;
  /** How long a page takes in milliseconds, one page at a time, where all upstreams take DELAY. */
  readonly concurrent: ByCount;
  readonly sequential: ByCount;
};

export async function measureGrowth(size: Size): Promise<Measured> {
  const { counts, rounds, fragments } = size;
  return withContestants(counts, async (running) => {
    for (const [count, process] of running)
      await load(process, pageOf('concurrent'), (2 * fragments) / count);
    const cost = await inTurn(running, rounds, async (process, count) => {
      const { cpuMicros } = await measureRound(process, pageOf('concurrent'), fragments / count);
      return cpuMicros;
    });
    const client = new Agent();
    const time = (strategy: 'concurrent' | 'sequential') =>
      inTurn(running, size[strategy], (process) => timePage(client, process, strategy));
    try {
      return { cost, concurrent: await time('concurrent'), sequential: await time('sequential') };
    } finally {
      await client.close();
    }
  });
}

async function withContestants<T>(
  counts: readonly number[],
  measure: (running: ReadonlyMap<number, Running>) => Promise<T>,
): Promise<T> {
  // Only pages with a seed are delayed, so that the same processes can be measured with and without.
  const upstreamEnv = { LATENCY: `fixed:${DELAY}`, ONLY_SEEDED: 'on' };
  const upstream = await startContestant('bench/contestants/upstream.ts', upstreamEnv);
  const running = new Map<number, Running>();
  try {
    for (const count of counts) {
      const env = { ...variables(upstream.url), ...PATIENT, LAB: 'on', FRAGMENTS: String(count) };
      running.set(count, await startContestant(main, env));
    }
    return await measure(running);
  } finally {
    await Promise.all([upstream, ...running.values()].map((process) => process.stop()));
  }
}

/** Measures each of them, round after round, so that whatever drifts befalls all alike. */
async function inTurn(
  running: ReadonlyMap<number, Running>,
  rounds: number,
  measure: (process: Running, count: number) => Promise<number>,
): Promise<ByCount> {
  const figures = new Map<number, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [count, process] of running) {
      figures.set(count, [...(figures.get(count) ?? []), await measure(process, count)]);
    }
  }
  return figures;
}

function pageOf(strategy: string) {
  return { name: strategy, main, path: `/home/${strategy}` };
}

/** As the client sees it; milliseconds. */
async function timePage(client: Agent, { url }: Running, strategy: string): Promise<number> {
  const start = performance.now();
  const headers = { 'x-latency-seed': '1' };
  const page = { origin: url, path: `/home/${strategy}`, method: 'GET', headers } as const;
  const { body, statusCode, headers: answered } = await client.request(page);
  await body.text();
  const ms = performance.now() - start;
  const timing = String(answered['server-timing']);
  if (statusCode !== 200 || timing.includes('fallback')) {
    throw new Error(`${strategy}: ${statusCode}, ${timing}`);
  }
  return ms;
}
