import type { RequestHandler, Router } from 'express';
import type { Registry } from 'prom-client';
import { onOff, parsedBy } from '../env.ts';
import type { Logger } from '../logger.ts';
import type { Profile } from './distributions.ts';
import { type Fault, parseFaults } from './faults.ts';
import { latencyMetrics } from './latency-metrics.ts';
import { injectLatency } from './middleware.ts';
import { latencyRouter } from './ops.ts';
import { NO_LATENCY, parseProfile } from './profile.ts';
import { createLatencySettings } from './settings.ts';

/** The variables of a service that injects latency. */
export const latencyEnv = {
  /** The delay of its answers, such as `lognormal:p50=80,p99=400`. */
  LATENCY: parsedBy<Profile>((text) => parseProfile(text, 'LATENCY'), NO_LATENCY),
  /** What goes wrong with them, such as `error:p=0.1,status=503`. */
  FAULTS: parsedBy<Fault[]>((text) => parseFaults(text, 'FAULTS'), []),
  /** Whether requests may set their own. */
  LAB: onOff(false),
};

/** What a service needs to inject latency: `inject` stands before its routes, `operations` on the operations port. */
export function createLatency(
  service: string,
  { LATENCY: latency, FAULTS: faults, LAB: lab }: { LATENCY: Profile; FAULTS: Fault[]; LAB: boolean },
  { log, registry }: { log: Logger; registry: Registry },
): { inject: RequestHandler; operations: Router } {
  const settings = createLatencySettings({ latency, faults });
  const metrics = latencyMetrics(registry);
  return {
    inject: injectLatency({ service, settings, lab, metrics, log }),
    operations: latencyRouter(settings, log),
  };
}
