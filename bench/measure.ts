import { type Running, startContestant } from './contestant.ts';
import type { Contestant } from './contestants.ts';
import { runJson } from './run-json.ts';

/** One round of one contestant. */
export type Round = {
  /** CPU time of its process for each page, in microseconds. */
  readonly cpuMicros: number;
  readonly pagesPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly rssBytes: number;
};

export type Measured = ReadonlyMap<string, readonly Round[]>;

const CONNECTIONS = 16;
/** Pages before the first round, so that what is measured has been compiled. */
const WARM_UP = 3000;

/**
 * Starts every contestant on the same upstream, warms it up, and measures all of them in turn, round after round, so that
 * whatever drifts befalls all alike.
 *
 * @throws Error where a page was not 200, or lacks a part.
 */
export async function measureInTurn(
  contestants: readonly Contestant[],
  { rounds, pages }: { rounds: number; pages: number },
): Promise<Measured> {
  const upstream = await startContestant('bench/contestants/upstream.ts', {});
  const running = new Map<string, Running>();
  try {
    for (const { main } of contestants) {
      if (!running.has(main)) running.set(main, await startContestant(main, variables(upstream.url)));
    }
    const of = ({ main }: Contestant) => running.get(main) as Running;
    for (const contestant of contestants) await load(of(contestant), contestant, WARM_UP);

    const measured = new Map<string, Round[]>(contestants.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const contestant of contestants) {
        measured.get(contestant.name)?.push(await measureRound(of(contestant), contestant, pages));
      }
    }
    return measured;
  } finally {
    await Promise.all([upstream, ...running.values()].map((process) => process.stop()));
  }
}

/** Loads one contestant, and takes what that cost it. */
export async function measureRound(running: Running, contestant: Contestant, pages: number): Promise<Round> {
  const before = await running.usage();
  const { pages: sent, seconds, p50, p99 } = await load(running, contestant, pages);
  const after = await running.usage();
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / sent,
    pagesPerSecond: sent / seconds,
    p50,
    p99,
    rssBytes: after.rssBytes,
  };
}

/**
 * The gateway keeps its limits, but for that of the event loop's delay: on a machine that is busy it would refuse pages here.
 * All else is as it ships.
 */
export function variables(url: string): Record<string, string> {
  return { SHED_LOOP_DELAY: '60000', UPSTREAM: url, PROMO_URL: url, RECOMMENDATION_URL: url, RATES_URL: url };
}

type Load = { pages: number; seconds: number; p50: number; p99: number; failed: number };

/**
 * Asks a contestant for so many pages, a few at a time.
 *
 * @throws Error where one was not 200, or lacks a part.
 */
export async function load({ url }: Running, { name, path }: Contestant, pages: number): Promise<Load> {
  const result = await runJson<Load>('./load.ts', [url + path, String(pages), String(CONNECTIONS)]);
  if (result.failed > 0 || result.pages < pages) {
    throw new Error(`${name}: ${result.pages} of ${pages} pages were answered, ${result.failed} failed`);
  }
  return result;
}
