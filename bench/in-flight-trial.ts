import { setTimeout as sleep } from 'node:timers/promises';
import { quantileOf, type Sample } from '../scripts/open-loop.ts';
import { type Running, startContestant } from './contestant.ts';
import { loadOpenly } from './load-openly.ts';
import { load, variables } from './measure.ts';

/** Pages that are in flight together. */
export type Trial = {
  readonly name: string;
  /** How the gateway is set, where that is not by default. */
  readonly env: Readonly<Record<string, string>>;
  /** How long each upstream takes, in seconds. */
  readonly upstreamSeconds: number;
  /** Whether that is recommendation alone, and promo answers at once. */
  readonly oneSlow?: boolean;
  readonly pages: number;
  /** Pages a second; `BURST` for all of them at once. */
  readonly rate: number;
};

export const BURST = 1e6;

export type Outcome = {
  readonly trial: Trial;
  /** Pages in flight at most, by the gateway's own gauge, which is looked at a few times a second. */
  readonly inFlight: number;
  readonly whole: number;
  readonly degraded: number;
  /** Why parts of those are missing, or pages were refused. */
  readonly reasons: readonly string[];
  /** Answered with 503 at once. */
  readonly refused: number;
  /** Without an answer, or with any other. */
  readonly failed: number;
  /** Of pages that were 200, from when they were due, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The same of refusals. */
  readonly refusedP50: number;
  readonly cpuMicros: number;
  readonly peakRssBytes: number;
};

/** Pages before a trial, without a delay, so that what is measured has been compiled. */
const WARM_UP = 2000;
/** How often the gateway's gauge is looked at, in milliseconds. */
const LOOK_EVERY = 500;
const MAIN = 'gateway/main.ts';
const PATH = '/home/concurrent';

/**
 * Runs a trial on a gateway of its own, with upstreams in a process each: none of them may have more sockets than it has
 * descriptors.
 */
export async function runTrial(trial: Trial): Promise<Outcome> {
  const env = { LATENCY: `fixed:${trial.upstreamSeconds * 1000}` };
  const promo = await startContestant('bench/contestants/upstream.ts', trial.oneSlow ? {} : env);
  const recommendation = await startContestant('bench/contestants/upstream.ts', env);
  const gateway = await startContestant(MAIN, {
    ...variables(promo.url),
    RECOMMENDATION_URL: recommendation.url,
    ...trial.env,
  });
  try {
    await load(gateway, { name: trial.name, main: MAIN, path: PATH }, WARM_UP);
    for (const { url } of [promo, recommendation]) await fetch(`${url}/begin`);
    return await measure(trial, gateway);
  } finally {
    await Promise.all([gateway, promo, recommendation].map((process) => process.stop()));
  }
}

async function measure(trial: Trial, gateway: Running): Promise<Outcome> {
  const before = {
    ...(await gateway.usage()),
    fragments: await missingOf(gateway),
    degraded: await sumOf(gateway, DEGRADED),
  };
  const watch = watchInFlight(gateway);
  const { pages, rate } = trial;
  const samples = await loadOpenly({ url: gateway.url + PATH, pages, rate, firstSeed: 0 });
  const inFlight = await watch.end();
  const { cpuMicros, peakRssBytes } = await gateway.usage();
  const degraded = (await sumOf(gateway, DEGRADED)) - before.degraded;
  const missing = await missingOf(gateway);
  const msOf = (status: number) =>
    samples.filter((each) => each.status === status).map(({ ms }: Sample) => ms);
  const [served, refused] = [msOf(200), msOf(503)];
  return {
    trial,
    inFlight,
    whole: served.length - degraded,
    degraded,
    reasons: [...missing]
      .filter(([reason, n]) => n > (before.fragments.get(reason) ?? 0))
      .map(([reason]) => reason),
    refused: refused.length,
    failed: samples.length - served.length - refused.length,
    p50: quantileOf(served, 0.5),
    p99: quantileOf(served, 0.99),
    refusedP50: quantileOf(refused, 0.5),
    cpuMicros: (cpuMicros - before.cpuMicros) / pages,
    peakRssBytes,
  };
}

const IN_FLIGHT = /^home_pages_in_flight /;
const MISSING = /^home_(?:fragment_total\{.*source="fallback",|pages_shed_total\{)reason="([\w-]+)"/;
const DEGRADED = /^home_pages_total\{.*outcome="degraded"/;

/** Looks at the gauge until `end`, which gives the most that it has shown. */
function watchInFlight(gateway: Running): { end(): Promise<number> } {
  let ended = false;
  async function watch(): Promise<number> {
    let most = 0;
    while (!ended) {
      most = Math.max(most, await sumOf(gateway, IN_FLIGHT));
      await sleep(LOOK_EVERY);
    }
    return most;
  }
  const watched = watch();
  return {
    end() {
      ended = true;
      return watched;
    },
  };
}

/** How many fragments are missing and how many pages were refused so far, by reason. */
async function missingOf(gateway: Running): Promise<ReadonlyMap<string, number>> {
  const missing = new Map<string, number>();
  for (const line of await metricsOf(gateway)) {
    const reason = MISSING.exec(line)?.[1];
    if (reason) missing.set(reason, (missing.get(reason) ?? 0) + numberIn(line));
  }
  return missing;
}

async function sumOf(gateway: Running, metric: RegExp): Promise<number> {
  const lines = (await metricsOf(gateway)).filter((line) => metric.test(line));
  return lines.reduce((sum, line) => sum + numberIn(line), 0);
}

async function metricsOf({ opsUrl }: Running): Promise<string[]> {
  return (await (await fetch(`${opsUrl}/metrics`)).text()).split('\n');
}

/** The value of a metric's line; an exemplar may follow it. */
function numberIn(line: string): number {
  return Number(/^[^ {]+(?:\{.*?\})? ([\d.e+-]+)/.exec(line)?.[1]);
}
