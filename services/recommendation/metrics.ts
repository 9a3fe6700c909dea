import { LATENCY_BUCKETS } from '@frontpage/shared/metrics.ts';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type RecommendationMetrics = ReturnType<typeof recommendationMetrics>;

/** Declares what recommendation counts; http, latency and Node's own are declared where they arise. */
export function recommendationMetrics(registry: Registry) {
  const registers = [registry];
  return {
    events: new Counter({
      name: 'recommendation_events_total',
      help: 'Events received, by what became of them: accepted, duplicate (known already) or failed (not kept).',
      labelNames: ['type', 'outcome'],
      registers,
    }),
    commitDuration: new Histogram({
      name: 'recommendation_commit_duration_seconds',
      help: 'Time of one transaction of events, until the disk has it.',
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    commitEvents: new Histogram({
      name: 'recommendation_commit_events',
      help: 'Events that shared one transaction.',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
      registers,
    }),
    pruned: new Counter({
      name: 'recommendation_events_pruned_total',
      help: 'Impressions and clicks that were forgotten for their age.',
      registers,
    }),
    trainingDuration: new Histogram({
      name: 'recommendation_training_duration_seconds',
      help: 'Time to learn a model, in a thread of its own.',
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    trainingFailures: new Counter({
      name: 'recommendation_training_failures_total',
      help: 'Trainings that ended without a model; the one before stays in use.',
      registers,
    }),
    modelAge: new Gauge({
      name: 'recommendation_model_age_seconds',
      help: 'Time since the purchases were read that the model in use was learnt from.',
      registers,
    }),
    readers: new Gauge({
      name: 'recommendation_readers',
      help: 'Readers who have bought something.',
      registers,
    }),
    purchases: new Gauge({
      name: 'recommendation_purchases',
      help: 'Purchases that the recommendations rest on.',
      registers,
    }),
    clicks: new Gauge({
      name: 'recommendation_clicks',
      help: 'Clicks known: counted, or unmatched because no impression of the same reader and book stands for them.',
      labelNames: ['outcome'],
      registers,
    }),
  };
}
