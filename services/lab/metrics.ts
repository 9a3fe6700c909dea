import { Counter, Gauge, type Registry } from 'prom-client';

export type LabMetrics = ReturnType<typeof labMetrics>;

/** Declares every metric of the lab beyond those that each process has. */
export function labMetrics(registry: Registry) {
  return {
    experiments: new Counter({
      name: 'lab_experiments_total',
      help: 'Experiments that are over, by how they ended.',
      labelNames: ['ended'],
      registers: [registry],
    }),
    running: new Gauge({
      name: 'lab_experiments_running',
      help: 'Experiments under way: while there is one, the load on the gateway is its own doing.',
      registers: [registry],
    }),
  };
}
