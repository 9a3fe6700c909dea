import type { GatewayMetrics } from '../metrics.ts';
import type { BreakerState } from './breaker.ts';
import type { Answer, Call, CallRequest } from './call.ts';
import type { LatencyHistogram } from './latency-histogram.ts';
import { tokenBucket } from './token-bucket.ts';

export type HedgeOptions = {
  /** The quantile of this upstream's latency after which a second attempt is made, in percent. */
  readonly percentile: number;
  /** The extra calls that are allowed, in percent of all calls. */
  readonly budget: number;
};

type Surroundings = {
  readonly metrics: GatewayMetrics;
  readonly breakerState: () => BreakerState;
  /** How long this upstream's attempts take. */
  readonly latencies: Pick<LatencyHistogram, 'quantile'>;
};

/** Hedges that can be saved up for a bad moment. */
const SAVED = 100;

/**
 * Hedged requests (Dean and Barroso, "The Tail at Scale", CACM 56, 2013): a call that hasn't been answered by the live
 * p95 of its upstream gets a second attempt; the first answer wins, and the loser is cancelled. Extra attempts are paid
 * from a token bucket; there is none for what isn't safe to repeat, and none unless the breaker is closed.
 */
export function hedge<T>(
  upstream: string,
  options: HedgeOptions,
  { metrics, breakerState, latencies }: Surroundings,
  next: Call<Answer<T>>,
): Call<Answer<T>> {
  const budget = tokenBucket({ percent: options.budget, most: SAVED });
  const hedges = metrics.hedges.labels({ upstream });
  const wins = metrics.hedgeWins.labels({ upstream });
  const tokens = metrics.hedgeTokens.labels({ upstream });

  hedges.inc(0);
  wins.inc(0);

  function mayHedge(): boolean {
    const allowed = breakerState() === 'closed' && budget.spend();
    tokens.set(budget.tokens());
    if (allowed) hedges.inc();
    return allowed;
  }

  return async function hedged(request) {
    budget.earn();
    const delay = request.method === 'GET' ? latencies.quantile(options.percentile / 100) : undefined;
    if (delay === undefined) return next(request);
    const race = startRace(request, next);
    const timer = setTimeout(() => mayHedge() && race.enter(), delay);
    try {
      const { answer, attempt } = await race.won;
      if (attempt > 1) wins.inc();
      return answer;
    } finally {
      clearTimeout(timer);
      race.end();
    }
  };
}

// One for all: an abort without a reason makes an error, with its stack, for each call.
const OVER = new Error('the race is over');

type Race<T> = {
  /** Lets another attempt enter. */
  enter(): void;
  /** The first answer; rejects with the first failure once all who entered have failed. */
  readonly won: Promise<{ answer: T; attempt: number }>;
  /** Cancels whoever is still running. */
  end(): void;
};

function startRace<T>(request: CallRequest, call: Call<T>): Race<T> {
  const finish = Promise.withResolvers<{ answer: T; attempt: number }>();
  const controller = new AbortController();
  const cancel = () => controller.abort(OVER);
  request.signal.addEventListener('abort', cancel, { once: true });
  if (request.signal.aborted) cancel();
  let entered = 0;
  let running = 0;
  let failure: unknown;

  async function enter(): Promise<void> {
    entered += 1;
    running += 1;
    const attempt = entered;
    try {
      const answer = await call({ ...request, attempt, signal: controller.signal });
      finish.resolve({ answer, attempt });
    } catch (error) {
      failure ??= error;
      running -= 1;
      if (running === 0) finish.reject(failure);
    }
  }
  enter();
  return {
    enter,
    won: finish.promise,
    end() {
      request.signal.removeEventListener('abort', cancel);
      cancel();
    },
  };
}
