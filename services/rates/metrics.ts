import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { OUTCOMES } from './scrape-error.ts';
import type { Snapshot } from './snapshot.ts';

/** What a scrape may be made for: the schedule, or one request that waits for it. */
const TRIGGERS = ['schedule', 'live'] as const;
export type Trigger = (typeof TRIGGERS)[number];

const SCRAPE_BUCKETS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30];

export type RatesMetrics = ReturnType<typeof ratesMetrics>;

/** Declares every metric of rates beyond those that each process has. @param now milliseconds since the epoch. */
export function ratesMetrics(registry: Registry, current: () => Snapshot | undefined, now: () => number) {
  const registers = [registry];
  new Gauge({
    name: 'rates_snapshot_age_seconds',
    help: 'Time since the source last confirmed the rates; +Inf while there are none.',
    registers,
    collect() {
      const confirmed = current()?.rates.confirmedAt;
      this.set(confirmed === undefined ? Number.POSITIVE_INFINITY : (now() - Date.parse(confirmed)) / 1000);
    },
  });
  new Gauge({
    name: 'rates_snapshot_date_seconds',
    help: 'The day that the rates are given for, in seconds since the epoch; 0 while there are none.',
    registers,
    collect() {
      this.set(Date.parse(current()?.rates.date ?? '1970-01-01') / 1000);
    },
  });
  const scrapes = new Counter({
    name: 'rates_scrapes_total',
    help: 'Requests to the source of the rates by what they were made for and how they ended.',
    labelNames: ['trigger', 'outcome'],
    registers,
  });
  for (const trigger of TRIGGERS) for (const outcome of OUTCOMES) scrapes.inc({ trigger, outcome }, 0);
  const duration = new Histogram({
    name: 'rates_scrape_duration_seconds',
    help: 'Time of one request to the source of the rates, headers and body.',
    labelNames: ['trigger'],
    buckets: SCRAPE_BUCKETS,
    registers,
  });
  return { scrapes, duration };
}
