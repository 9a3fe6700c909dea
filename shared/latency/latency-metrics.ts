import { Counter, Histogram, type Registry } from 'prom-client';
import { LATENCY_BUCKETS } from '../metrics.ts';

export type LatencyMetrics = ReturnType<typeof latencyMetrics>;

/** Declares what a service that injects latency counts. */
export function latencyMetrics(registry: Registry) {
  return {
    injected: new Histogram({
      name: 'latency_injected_seconds',
      help: 'Delays drawn for requests, as far as they are above zero.',
      labelNames: ['service'],
      buckets: LATENCY_BUCKETS,
      registers: [registry],
    }),
    faults: new Counter({
      name: 'faults_injected_total',
      help: 'Answers that went wrong on purpose, by kind of fault.',
      labelNames: ['service', 'fault'],
      registers: [registry],
    }),
    aborted: new Counter({
      name: 'latency_waits_aborted_total',
      help: 'Injected delays that ended early because the caller had gone.',
      labelNames: ['service'],
      registers: [registry],
    }),
  };
}
