import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { RequestHandler } from 'express';
import type { GatewayMetrics } from './metrics.ts';

const REASONS = ['in-flight', 'loop-delay'] as const;

type Limits = {
  /** Pages that may be in flight at once. */
  readonly inFlight: number;
  /** How late the event loop may be on average, in milliseconds. */
  readonly loopDelay: number;
};

/** How often the event loop's delay is looked at, and how often it is sampled meanwhile, in milliseconds. */
const PERIOD = 500;
const RESOLUTION = 10;

/**
 * Sheds load: while the process is past one of its limits, a page is refused at once with 503 and `Retry-After`
 * instead of making all of them slow (Beyer et al., "Site Reliability Engineering", chapter 21). Only what stands behind
 * the middleware is refused: health and metrics have a port of their own.
 */
export function createShedding(
  { inFlight, loopDelay }: Limits,
  metrics: GatewayMetrics,
  loop: LoopMonitor = monitorLoop(),
) {
  let pages = 0;
  metrics.pagesInFlight.from(() => pages);
  for (const reason of REASONS) metrics.shed.inc({ reason }, 0);

  const shed: RequestHandler = function shed(_req, res, next) {
    const reason: (typeof REASONS)[number] | undefined =
      pages >= inFlight ? 'in-flight' : loop.delay() > loopDelay ? 'loop-delay' : undefined;
    if (reason) {
      metrics.shed.inc({ reason });
      throw new ProblemError(
        503,
        'Service Unavailable',
        'The shop is full just now. Please try again in a moment.',
        {
          headers: { 'retry-after': '1' },
        },
      );
    }
    pages += 1;
    res.once('close', () => {
      pages -= 1;
    });
    next();
  };

  return { shed, close: loop.close };
}

type LoopMonitor = {
  /** How late the event loop was of late, in milliseconds. */
  delay(): number;
  close(): void;
};

/** The mean delay of the last period or, where a single turn of the loop outlasts it, how late the period itself ended. */
function monitorLoop(): LoopMonitor {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  delays.enable();
  let delay = 0;
  let due = performance.now() + PERIOD;
  const timer = setInterval(() => {
    const now = performance.now();
    // Each sample is the time from one tick of its timer to the next: on an idle loop just the resolution.
    const mean = delays.count > 0 ? delays.mean / 1e6 - RESOLUTION : 0;
    delay = Math.max(mean, now - due);
    due = now + PERIOD;
    delays.reset();
  }, PERIOD);
  timer.unref();
  return {
    delay: () => delay,
    close() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
