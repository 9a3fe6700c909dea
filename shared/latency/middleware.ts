import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from '../logger.ts';
import type { Random } from '../random.ts';
import { callerGone } from './caller-gone.ts';
import { drawInjection } from './draw.ts';
import { respondWithFault } from './fault-responses.ts';
import { LAB_HEADERS, readLabHeaders } from './header.ts';
import type { LatencyMetrics } from './latency-metrics.ts';
import type { LatencySettings } from './settings.ts';
import { wait } from './wait.ts';

/** On every answer that was not a refusal: the delay that was drawn, in milliseconds, to the microsecond. */
export const INJECTED_HEADER = 'x-latency-injected-ms';

interface Options {
  /** The name that requests' headers, seeds and metrics know the service by. */
  service: string;
  settings: LatencySettings;
  /** Whether the headers in `LAB_HEADERS` count. Without it they are not even read. */
  lab: boolean;
  metrics: LatencyMetrics;
  log: Pick<Logger, 'info'>;
  /** Decides for requests without a seed. */
  random?: Random;
}

/**
 * Delays and spoils answers as the setting, or in the lab the request's own headers, say. Put it before the routes that it is meant for. A
 * wait ends, and nothing follows, as soon as the caller has gone.
 * @throws SettingError for a header that can't be taken, which is answered with 400.
 */
export function injectLatency({
  service,
  settings,
  lab,
  metrics,
  log,
  random = Math.random,
}: Options): RequestHandler {
  const injectedSeconds = metrics.injected.labels({ service });
  if (lab)
    log.info(
      { headers: Object.values(LAB_HEADERS) },
      'the lab is on: requests may set their own latency and faults',
    );

  return async function inject(req: Request, res: Response, next: NextFunction) {
    const effective = { random, ...settings.current(), ...(lab && readLabHeaders(req.headers, service)) };
    const { delayMs, fault } = drawInjection(effective.latency, effective.faults, effective.random);
    res.setHeader(INJECTED_HEADER, delayMs);
    if (delayMs > 0) {
      injectedSeconds.observe(delayMs / 1000);
      if ((await wait(delayMs, callerGone(res))) === 'aborted') return metrics.aborted.inc({ service });
    }
    if (!fault) return next();
    metrics.faults.inc({ service, fault: fault.fault });
    await respondWithFault(fault, res, next);
  };
}
