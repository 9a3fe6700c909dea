import { LATENCY_BUCKETS } from '@frontpage/shared/metrics.ts';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { readGauge } from './read-gauge.ts';

/** Bounds for a first byte, which a streamed page sends at once: half a millisecond on. */
const FIRST_BYTE_BUCKETS = [0.0005, ...LATENCY_BUCKETS];

/** Bounds for what the gateway adds: a quarter of a millisecond to a second. */
const OVERHEAD_BUCKETS = [
  0.00025, 0.0005, 0.001, 0.0015, 0.002, 0.003, 0.004, 0.006, 0.01, 0.02, 0.05, 0.1, 0.25, 1,
];

export type GatewayMetrics = ReturnType<typeof gatewayMetrics>;

/** Declares every metric of the gateway beyond those that each process has. */
export function gatewayMetrics(registry: Registry) {
  const registers = [registry];
  return {
    /** How old each snapshot is, in seconds; infinitely old where there is none yet, so that an alert on its age sees that too. */
    snapshotAge: readGauge(
      {
        name: 'gateway_snapshot_age_seconds',
        help: 'Time since the last good answer to what the gateway asks for in the background; +Inf before the first.',
        label: 'snapshot',
      },
      registry,
    ),
    polls: new Counter({
      name: 'gateway_polls_total',
      help: 'Questions that the gateway has asked in the background, by how they ended.',
      labelNames: ['snapshot', 'outcome'],
      registers,
    }),
    pageDuration: new Histogram({
      name: 'home_page_duration_seconds',
      help: 'Time from the request for a home page until its last byte was handed over.',
      labelNames: ['strategy'],
      buckets: LATENCY_BUCKETS,
      // So that a slow page in a chart leads to its trace.
      enableExemplars: true,
      registers,
    }),
    pages: new Counter({
      name: 'home_pages_total',
      help: 'Home pages: whole, degraded (a part is stale or a fallback), or failed (a part that is required did not arrive).',
      labelNames: ['strategy', 'outcome'],
      registers,
    }),
    firstByte: new Histogram({
      name: 'home_page_first_byte_seconds',
      help: 'Time from the request for a home page until its first byte was handed over.',
      labelNames: ['strategy'],
      buckets: FIRST_BYTE_BUCKETS,
      registers,
    }),
    pageOverhead: new Histogram({
      name: 'home_page_overhead_seconds',
      help: 'Time of a page beyond the least that its schedule could take with the delays that were injected.',
      labelNames: ['strategy'],
      buckets: OVERHEAD_BUCKETS,
      registers,
    }),
    pagesInFlight: readGauge(
      { name: 'home_pages_in_flight', help: 'Home pages that are being composed.' },
      registry,
    ),
    shed: new Counter({
      name: 'home_pages_shed_total',
      help: 'Home pages refused because the gateway was past one of its limits.',
      labelNames: ['reason'],
      registers,
    }),
    blockingQueueLength: new Gauge({
      name: 'blocking_queue_length',
      help: 'Pages of the strategy blocking that wait for a worker.',
      registers,
    }),
    blockingQueueWait: new Histogram({
      name: 'blocking_queue_wait_seconds',
      help: 'How long pages of the strategy blocking waited for a worker.',
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    fragments: new Counter({
      name: 'home_fragment_total',
      help: 'Fragments of home pages by where their content came from and, where it is a fallback, why.',
      labelNames: ['strategy', 'upstream', 'source', 'reason'],
      registers,
    }),
    attemptDuration: new Histogram({
      name: 'upstream_attempt_duration_seconds',
      help: 'Time of one attempt at an upstream, headers and body.',
      labelNames: ['upstream', 'outcome'],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    attempts: new Counter({
      name: 'upstream_attempts_total',
      help: 'Attempts made at an upstream.',
      labelNames: ['upstream'],
      registers,
    }),
    cancelled: new Counter({
      name: 'upstream_cancelled_total',
      help: 'Attempts that were cancelled because nobody waited for them any more.',
      labelNames: ['upstream'],
      registers,
    }),
    inFlight: readGauge(
      { name: 'upstream_in_flight', help: 'Attempts that are under way.', label: 'upstream' },
      registry,
    ),
    bulkheadQueue: new Gauge({
      name: 'upstream_queue_length',
      help: "Calls that wait for a place in the upstream's bulkhead.",
      labelNames: ['upstream'],
      registers,
    }),
    hedges: new Counter({
      name: 'upstream_hedges_total',
      help: 'Second attempts made because the first was late.',
      labelNames: ['upstream'],
      registers,
    }),
    hedgeWins: new Counter({
      name: 'upstream_hedge_wins_total',
      help: 'Second attempts that answered before the first.',
      labelNames: ['upstream'],
      registers,
    }),
    hedgeTokens: new Gauge({
      name: 'upstream_hedge_tokens',
      help: 'Second attempts that earlier calls have paid for.',
      labelNames: ['upstream'],
      registers,
    }),
    certificateDuration: new Histogram({
      name: 'certificate_duration_seconds',
      help: 'Time from when a certificate was asked for until it was composed.',
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    certificates: new Counter({
      name: 'certificates_total',
      help: 'Certificates: sent, refused because too many wait, aborted by the reader, or failed.',
      labelNames: ['outcome'],
      registers,
    }),
    certificateQueue: new Gauge({
      name: 'certificate_queue_length',
      help: 'Certificates that wait to be made.',
      registers,
    }),
    breakerState: new Gauge({
      name: 'circuit_breaker_state',
      help: "1 for the state that the upstream's breaker is in, 0 for the others.",
      labelNames: ['upstream', 'state'],
      registers,
    }),
    breakerTransitions: new Counter({
      name: 'circuit_breaker_transitions_total',
      help: 'How often a breaker has entered a state.',
      labelNames: ['upstream', 'to'],
      registers,
    }),
    eventsWaiting: readGauge(
      {
        name: 'events_queue_length',
        help: 'Impressions and clicks that recommendation has not acknowledged yet, those on their way to it among them.',
      },
      registry,
    ),
    eventsSent: new Counter({
      name: 'events_sent_total',
      help: 'Impressions and clicks that recommendation has acknowledged.',
      registers,
    }),
    eventsDropped: new Counter({
      name: 'events_dropped_total',
      help: 'Impressions and clicks that were given up, and why.',
      labelNames: ['reason'],
      registers,
    }),
    eventsBatch: new Histogram({
      name: 'events_batch_duration_seconds',
      help: 'Time that it took to send a batch of events, acknowledged (ok) or not.',
      labelNames: ['outcome'],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    purchases: new Counter({
      name: 'purchases_total',
      help: 'Purchases by what became of them: bought, refused (surely not bought) or unknown.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
