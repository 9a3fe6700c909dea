import { randomUUID } from 'node:crypto';
import type { Logger } from '@frontpage/shared/logger.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { ExperimentError, type Where } from '../engine/arms.ts';
import type { Progress } from '../engine/experiment.ts';
import type { Plan } from '../engine/plan.ts';
import type { Report } from '../engine/report.ts';
import type { LabMetrics } from '../metrics.ts';
import type { BreakerWatch } from './breaker-watch.ts';

/** What listeners are told of an experiment, in this order, the last of them always one of `done` and `failed`. */
type ExperimentEvent =
  | { readonly type: 'progress'; readonly data: Progress & { readonly elapsedMs: number } }
  | { readonly type: 'breakers'; readonly data: ReturnType<BreakerWatch['history']> }
  | { readonly type: 'done'; readonly data: Report }
  | { readonly type: 'failed'; readonly data: { readonly detail: string } };

export type Experiment = {
  readonly id: string;
  readonly plan: Plan;
  /** The latest of each type. */
  readonly latest: ReadonlyMap<ExperimentEvent['type'], ExperimentEvent>;
  /** Calls `listener` with the latest of each type now, and with every one from then on; what it returns ends that. */
  listen(listener: (event: ExperimentEvent) => void): () => void;
  cancel(): void;
  readonly ended: Promise<void>;
};

export type Experiments = {
  /** @throws ProblemError 409 where one is running. */
  start(plan: Plan): Experiment;
  /** The id of the one that is running. */
  running(): string | undefined;
  /** One of the last few. @throws ProblemError 404 */
  get(id: string): Experiment;
  close(): Promise<void>;
};

type Surroundings = { readonly metrics: LabMetrics; readonly log: Logger };

/** How many that are over are kept. */
const KEPT = 10;

/** Experiments, one at a time: two would measure each other. */
export function createExperiments(
  where: Where,
  watchBreakers: () => BreakerWatch,
  surroundings: Surroundings,
): Experiments {
  const known = new Map<string, Experiment>();
  let running: Experiment | undefined;
  return {
    start(plan) {
      if (running)
        throw new ProblemError(
          409,
          'Conflict',
          'An experiment is running; one at a time, or they measure each other.',
        );
      const experiment = begin(plan, where, watchBreakers(), surroundings);
      running = experiment;
      experiment.ended.then(() => {
        running = undefined;
      });
      known.set(experiment.id, experiment);
      for (const id of [...known.keys()].slice(0, -KEPT)) known.delete(id);
      return experiment;
    },
    running: () => running?.id,
    get(id) {
      const experiment = known.get(id);
      if (experiment) return experiment;
      throw new ProblemError(404, 'Not Found', 'There is no such experiment, or not any more.');
    },
    async close() {
      running?.cancel();
      await running?.ended;
    },
  };
}

function begin(plan: Plan, where: Where, breakers: BreakerWatch, { metrics, log }: Surroundings): Experiment {
  const id = randomUUID();
  const stop = new AbortController();
  const latest = new Map<ExperimentEvent['type'], ExperimentEvent>();
  const listeners = new Set<(event: ExperimentEvent) => void>();
  const start = performance.now();

  function tell(event: ExperimentEvent): void {
    latest.set(event.type, event);
    for (const listener of listeners) listener(event);
  }
  async function run(): Promise<void> {
    const onProgress = (progress: Progress) => {
      tell({ type: 'progress', data: { ...progress, elapsedMs: Math.round(performance.now() - start) } });
      tell({ type: 'breakers', data: breakers.history() });
    };
    metrics.running.inc();
    try {
      // Loaded by the first experiment: a lab at rest is 12 MB smaller without it.
      const { runExperiment } = await import('../engine/experiment.ts');
      const report = await runExperiment(plan, where, { signal: stop.signal, onProgress });
      await breakers.look();
      tell({ type: 'breakers', data: breakers.history() });
      tell({ type: 'done', data: report });
      metrics.experiments.inc({ ended: report.ended });
    } catch (error) {
      if (!(error instanceof ExperimentError)) log.error({ err: error }, 'experiment failed');
      const detail = error instanceof ExperimentError ? error.message : 'Something went wrong on our side.';
      tell({ type: 'failed', data: { detail } });
      metrics.experiments.inc({ ended: 'failed' });
    } finally {
      metrics.running.dec();
      breakers.close();
    }
  }
  return {
    id,
    plan,
    latest,
    ended: run(),
    cancel: () => stop.abort(),
    listen(listener) {
      for (const event of latest.values()) listener(event);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
