import { delayAt } from '@frontpage/shared/latency/distributions.ts';
import { parseProfile } from '@frontpage/shared/latency/profile.ts';
import { createRandom } from '@frontpage/shared/random.ts';
import { quantileOf } from '../scripts/open-loop.ts';
import { aligned } from './aligned.ts';
import { type Running, startContestant } from './contestant.ts';
import { loadOpenly } from './load-openly.ts';
import { measureRound, variables } from './measure.ts';
import { median } from './median.ts';

const LATENCY = 'lognormal:p50=80,p99=400';
const latency = parseProfile(LATENCY, 'LATENCY');

const page = { path: '/home/concurrent', services: ['promo', 'recommendation'] };
/** The last row is what none of them can be below: the upstream's timers and the load generator, with nothing in between. */
const contestants = [
  { name: 'floor', main: 'bench/contestants/floor.ts', ...page },
  { name: 'concurrent', main: 'gateway/main.ts', ...page },
  { name: 'express + axios', main: 'bench/contestants/plain.ts', ...page },
];
const ALONE = { name: 'one call, no gateway', main: '', path: '/promotions', services: ['promo'] };
type Contestant = (typeof contestants)[number];
type Entry = { readonly contestant: Contestant; readonly running: Running; rate: number };

/** What each page of a round took over something, in milliseconds. */
type Round = {
  /** Over the delays that were drawn for it, from when it was due. */
  readonly overBound: readonly number[];
  /** Over the time that its calls have waited in fact, from when it was sent. */
  readonly overWaits: readonly number[];
  /** How late it was sent. */
  readonly sent: readonly number[];
};

/**
 * What a page takes beyond the longest of its calls, where these wait as long as a seed decides: the gateway beside the floor
 * and the plain stack, each at half of the rate that it can do, in turn.
 *
 * @returns a table.
 * @throws Error where a page was not 200.
 */
export async function overTheBound(short: boolean): Promise<string> {
  const { rounds, seconds, pages } = short
    ? { rounds: 2, seconds: 2, pages: 1000 }
    : { rounds: 5, seconds: 8, pages: 4000 };
  const upstream = await startContestant('bench/contestants/upstream.ts', { LATENCY });
  const entries: Entry[] = [];
  try {
    for (const contestant of contestants) {
      const running = await startContestant(contestant.main, { ...variables(upstream.url), LAB: 'on' });
      await measureRound(running, contestant, pages);
      const { pagesPerSecond } = await measureRound(running, contestant, pages);
      entries.push({ contestant, running, rate: Math.round(pagesPerSecond / 2) });
    }
    const rate = Math.min(...entries.map((entry) => entry.rate));
    const all = [...entries, { contestant: ALONE, running: upstream, rate }];
    const measured = new Map<Entry, Round[]>(all.map((entry) => [entry, []]));
    for (let round = 0; round < rounds; round++) {
      for (const entry of all) {
        measured.get(entry)?.push(await runRound(entry, upstream, seconds, (1 + round) * 1_000_000));
      }
    }
    return report(measured, seconds);
  } finally {
    await Promise.all([upstream, ...entries.map(({ running }) => running)].map((process) => process.stop()));
  }
}

async function runRound(
  { contestant, running, rate }: Entry,
  upstream: Running,
  seconds: number,
  firstSeed: number,
): Promise<Round> {
  const url = running.url + contestant.path;
  // The first second opens connections, and compiles the load generator.
  const all = await loadOpenly({ url, rate, pages: rate * (1 + seconds), firstSeed: firstSeed - rate });
  const samples = all.slice(rate);
  const failed = all.filter(({ status }) => status !== 200).length;
  if (failed > 0) throw new Error(`${contestant.name}: ${failed} of ${all.length} pages failed`);
  const waited = await longestWaits(upstream);
  return {
    overBound: samples.map(({ ms }, i) => ms - boundOf(contestant.services, firstSeed + i)),
    overWaits: samples.map(({ ms, sentMs }, i) => ms - sentMs - (waited.get(firstSeed + i) ?? Number.NaN)),
    sent: samples.map(({ sentMs }) => sentMs),
  };
}

/** The longest delay that the services draw for a page of this seed: both are asked at once. */
function boundOf(services: readonly string[], seed: number): number {
  return Math.max(...services.map((service) => delayAt(latency, createRandom(seed, service, 1)())));
}

/** What the upstream's calls have waited in fact, by seed. */
async function longestWaits({ url }: Running): Promise<Map<number, number>> {
  const waits = (await (await fetch(`${url}/waits`)).json()) as [service: string, seed: number, ms: number][];
  const longest = new Map<number, number>();
  for (const [, seed, ms] of waits) longest.set(seed, Math.max(ms, longest.get(seed) ?? 0));
  return longest;
}

function report(measured: ReadonlyMap<Entry, readonly Round[]>, seconds: number): string {
  const headings = [
    '',
    'pages/s',
    'p50',
    'spread',
    'p99',
    'spread',
    'less timers p50',
    'p99',
    'sent late p99',
  ];
  const rows = [...measured].map(([{ contestant, rate }, rounds]) => {
    const of = (figure: keyof Round, q: number) => rounds.map((round) => quantileOf(round[figure], q));
    return [
      contestant.name,
      String(rate),
      ...withSpread(of('overBound', 0.5)),
      ...withSpread(of('overBound', 0.99)),
      median(of('overWaits', 0.5)).toFixed(2),
      median(of('overWaits', 0.99)).toFixed(2),
      median(of('sent', 0.99)).toFixed(2),
    ];
  });
  const note = `over the bound, ms; ${LATENCY}, open loop, ${seconds} s a round; the target is p50 1, p99 4`;
  return `${note}\n${aligned([headings, ...rows])}`;
}

function withSpread(values: readonly number[]): string[] {
  return [median(values).toFixed(2), `${Math.min(...values).toFixed(2)}-${Math.max(...values).toFixed(2)}`];
}
