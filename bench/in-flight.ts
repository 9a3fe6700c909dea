import { aligned } from './aligned.ts';
import { BURST, type Outcome, runTrial, type Trial } from './in-flight-trial.ts';

/** Pages that a trial aims at, and what of its descriptors a process needs for other things than pages. */
const PAGES = { full: 10_000, short: 2000 };
const OTHER_DESCRIPTORS = 300;

/** Nothing but the bulkhead bounds what is in flight, and no page is cut off. */
const RAISED = {
  SHED_IN_FLIGHT: '100000',
  SHED_LOOP_DELAY: '60000',
  BULKHEAD_QUEUE: '100000',
  PAGE_BUDGET: '60000',
  UPSTREAM_TIMEOUT: '59000',
};
/** Every default; what is empty isn't set. */
const AS_IT_SHIPS = { SHED_LOOP_DELAY: '' };

/** How much more than its upstream's second a page may take at the median for the search to go on. */
const CLOSE = 1.05;

/**
 * Very many pages at once on one gateway: a burst on the limits as they are and on raised ones; as many in flight as it has
 * descriptors for, on an upstream so slow that their number isn't a matter of CPU; and how many pages a second still take
 * what an upstream of one second takes.
 *
 * @returns a table; the process ends with 1 where a page got no answer, or one that is neither 200 nor a refusal.
 */
export async function inFlight(short: boolean): Promise<string> {
  // Each is a socket at the gateway, which needs others for its calls.
  const pages = Math.min(short ? PAGES.short : PAGES.full, Math.floor((2 * descriptors()) / 3));
  const outcomes: Outcome[] = [];
  const trials = [burst(pages), raisedBurst(pages), bothSlow(pages, short ? 5 : 30)];
  if (!short) trials.push(oneSlow(pages, 30));
  for (const trial of trials) outcomes.push(await runTrial(trial));
  for (const rate of short ? [200] : [100, 200, 400, 800]) {
    const outcome = await runTrial(steady(rate, short ? 2 : 4));
    outcomes.push(outcome);
    if (outcome.p50 > 1000 * CLOSE) break;
  }
  if (outcomes.some(({ failed }) => failed > 0)) process.exitCode = 1;
  return report(outcomes);
}

function burst(pages: number): Trial {
  return {
    name: `${pages} at once, default limits`,
    env: AS_IT_SHIPS,
    upstreamSeconds: 1,
    pages,
    rate: BURST,
  };
}

function raisedBurst(pages: number): Trial {
  const limit = Math.min(pages, Math.floor((descriptors() - pages) / 2));
  const env = { ...RAISED, BULKHEAD_LIMIT: String(limit) };
  return { name: `${pages} at once, bulkhead ${limit}`, env, upstreamSeconds: 1, pages, rate: BURST };
}

/** A page in flight holds three descriptors: its reader's socket, and one to each upstream. */
function bothSlow(most: number, seconds: number): Trial {
  return slow(Math.min(most, Math.floor(descriptors() / 3)), { upstreamSeconds: seconds });
}

/** Two, but for a moment, where one of the upstreams answers at once: as many again are kept free for such moments. */
function oneSlow(most: number, seconds: number): Trial {
  const pages = Math.min(most, Math.floor((descriptors() - OTHER_DESCRIPTORS) / 2));
  return slow(pages, { upstreamSeconds: seconds, oneSlow: true });
}

/** All pages begin before the first one ends. */
function slow(pages: number, upstreams: Pick<Trial, 'upstreamSeconds' | 'oneSlow'>): Trial {
  const spread = upstreams.upstreamSeconds * 0.9;
  const name = `${pages} within ${spread} s${upstreams.oneSlow ? ', one upstream slow' : ''}`;
  const env = { ...RAISED, BULKHEAD_LIMIT: String(pages) };
  return { name, env, ...upstreams, pages, rate: pages / spread };
}

function steady(rate: number, seconds: number): Trial {
  const env = { ...RAISED, BULKHEAD_LIMIT: String(rate * 4) };
  return { name: `${rate} a second`, env, upstreamSeconds: 1, pages: rate * seconds, rate };
}

/** What a process of ours may open for pages; Node raises the soft limit to the hard one when it starts. */
function descriptors(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const limit = Number(userLimits?.open_files?.soft);
  return (Number.isFinite(limit) ? limit : 1e6) - OTHER_DESCRIPTORS;
}

function report(outcomes: readonly Outcome[]): string {
  const headings = ['', 'upstream', 'in flight', 'whole', 'degraded', 'refused', 'for', 'failed'];
  const figures = ['p50', 'p99', 'p50/upstream', '503 after, p50', 'CPU a page', 'peak RSS'];
  const seconds = (ms: number) => (Number.isNaN(ms) ? '-' : `${(ms / 1000).toFixed(2)} s`);
  const rows = outcomes.map((outcome) => [
    outcome.trial.name,
    `${outcome.trial.upstreamSeconds} s`,
    ...[outcome.inFlight, outcome.whole, outcome.degraded, outcome.refused].map(String),
    outcome.reasons.join(' '),
    String(outcome.failed),
    seconds(outcome.p50),
    seconds(outcome.p99),
    (outcome.p50 / 1000 / outcome.trial.upstreamSeconds).toFixed(3),
    seconds(outcome.refusedP50),
    `${outcome.cpuMicros.toFixed(0)} µs`,
    `${(outcome.peakRssBytes / 1e6).toFixed(0)} MB`,
  ]);
  const note = `a process may have ${descriptors() + OTHER_DESCRIPTORS} descriptors here`;
  return `pages in flight; ${note}\n${aligned([[...headings, ...figures], ...rows])}`;
}
