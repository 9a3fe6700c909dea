import { Counter, Gauge, type Registry } from 'prom-client';

export type PromoMetrics = ReturnType<typeof promoMetrics>;

/** Declares every metric of promo beyond those that each service has. */
export function promoMetrics(registry: Registry) {
  const registers = [registry];
  const reloads = new Counter({
    name: 'promo_campaigns_reloads_total',
    help: 'Changes of the campaigns file that were seen, by outcome: ok, or faulty, which leaves the last good campaigns.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['ok', 'faulty']) reloads.inc({ outcome }, 0);
  return {
    reloads,
    faulty: new Gauge({
      name: 'promo_campaigns_faulty',
      help: '1 while the campaigns file is faulty and the last good campaigns run, otherwise 0.',
      registers,
    }),
    lastGood: new Gauge({
      name: 'promo_campaigns_last_good_timestamp_seconds',
      help: 'When the campaigns in use were read, in seconds since 1970.',
      registers,
    }),
    campaigns: new Gauge({
      name: 'promo_campaigns',
      help: 'How many campaigns the file in use holds, running or not.',
      registers,
    }),
  };
}
