import type { ServerResponse } from 'node:http';
import { callerGone } from '@frontpage/shared/latency/caller-gone.ts';
import { createLatency } from '@frontpage/shared/latency/latency.ts';
import { INJECTED_HEADER } from '@frontpage/shared/latency/middleware.ts';
import { wait } from '@frontpage/shared/latency/wait.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import type { App } from '@frontpage/shared/server.ts';
import { serviceApp } from '@frontpage/shared/service-app.ts';
import { createCheck } from './check.ts';
import type { RatesConfig } from './config.ts';
import { createDoubt } from './doubt.ts';
import { fetchFrom } from './fetch-source.ts';
import { createKeeper } from './keeper.ts';
import { type Live, scrapeLive } from './live.ts';
import { measure } from './measure.ts';
import { ratesMetrics } from './metrics.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { retry } from './retry.ts';
import { startSchedule } from './schedule.ts';
import { createScrape, type Scrape } from './scrape.ts';

/** What says how late it is; a test passes its own. */
export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly wait: typeof wait;
};

/** Rates: what a euro is worth, scraped on a schedule and answered from memory; or scraped while the caller waits. */
export async function createRates(
  config: RatesConfig,
  surroundings: Surroundings,
  clock: Clock = { now: () => Date.now(), wait },
): Promise<App> {
  const { log } = surroundings;
  const { now } = clock;
  const publisher = await createPublisher(config.DATA_DIR, now(), log);
  const scrapes = createScrapes(config, surroundings, clock, publisher);
  const keeper = createKeeper({ url: config.RATES_SOURCE, scrape: scrapes.schedule, publisher, now, log });
  const stopSchedule = startSchedule(config.RATES_SCHEDULE, keeper.update);
  void keeper.update();

  const latency = createLatency('rates', config, surroundings);
  const live = scrapeLive(scrapes.live, { lab: config.LAB, now });
  const app = serviceApp(surroundings, (routes) => {
    routes.get('/rates', latency.inject, (_req, res) => {
      const answer = publisher.answer();
      if (!answer) throw new ProblemError(503, 'Service Unavailable', 'There are no rates yet.');
      // With an entity tag, Express answers 304 to whoever has these rates already.
      res.set({ 'cache-control': 'public, max-age=5', etag: answer.etag }).json(answer.rates);
    });
    routes.get('/rates/live', latency.inject, async (req, res) => {
      const gone = callerGone(res);
      const answer = await live(req.headers, gone);
      if (gone.aborted || res.headersSent) return;
      addInjected(res, answer.injectedMs);
      if (answer.problem) throw answer.problem;
      res.set('cache-control', 'no-store').json(answer.rates);
    });
  });
  async function close(): Promise<void> {
    stopSchedule();
    await keeper.close();
  }
  return { app, operations: latency.operations, close };
}

/** The two ways to scrape, from the inside out. They share their code, and nothing else. */
function createScrapes(
  config: RatesConfig,
  { log, registry }: Surroundings,
  { now, wait }: Clock,
  publisher: Publisher,
): { schedule: Scrape; live: Scrape } {
  const metrics = ratesMetrics(registry, publisher.current, now);
  const lastRates = () => publisher.current()?.rates;
  const options = {
    url: config.RATES_SOURCE,
    timeout: config.RATES_TIMEOUT,
    maxBytes: config.RATES_MAX_BYTES,
    now,
  };
  const retries = { attempts: config.RATES_ATTEMPTS, backoff: config.RATES_BACKOFF };
  const patient = createCheck({ lastRates, now, isDoubtOver: createDoubt() });
  const strict = createCheck({ lastRates, now });
  return {
    schedule: retry(
      { ...retries, wait, random: Math.random, log },
      measure('schedule', metrics, createScrape(fetchFrom(options), patient)),
    ),
    live: measure('live', metrics, createScrape(fetchFrom(options), strict)),
  };
}

// The delay that the caller met is this process' and the source's; where the source's is not known, neither is the sum.
function addInjected(res: ServerResponse, sourceMs: Live['injectedMs']): void {
  const own = Number(res.getHeader(INJECTED_HEADER));
  if (sourceMs === undefined) res.removeHeader(INJECTED_HEADER);
  else res.setHeader(INJECTED_HEADER, Number((own + sourceMs).toFixed(3)));
}
