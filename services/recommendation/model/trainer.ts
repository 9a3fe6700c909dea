import type { Logger } from '@frontpage/shared/logger.ts';
import type { RecommendationMetrics } from '../metrics.ts';
import type { Model, Shelves } from './model.ts';
import { startTraining, type Training } from './training.ts';

/** The shortest time from one training's begin to the next one's, in milliseconds. */
const PAUSE = 5000;

export type Trainer = {
  /** The model in use; undefined until the first training has ended. */
  model(): Model | undefined;
  /** Has a model learnt from the shelves as they are, at once or when PAUSE allows; calls until then share it. */
  request(): void;
  close(): Promise<void>;
};

type TrainerOptions = {
  shelves: () => Shelves;
  metrics: Pick<RecommendationMetrics, 'trainingDuration' | 'trainingFailures' | 'modelAge'>;
  log: Logger;
  start?: (shelves: Shelves) => Training;
};

/** Learns models, one at a time, while the one before goes on answering. A training that fails is tried again. */
export function createTrainer({ shelves, metrics, log, start = startTraining }: TrainerOptions): Trainer {
  let model: Model | undefined;
  let readAt = performance.now();
  let begunAt = Number.NEGATIVE_INFINITY;
  let training: Training | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wanted = false;
  let closed = false;
  const setAge = () => metrics.modelAge.set((performance.now() - readAt) / 1000);
  Object.assign(metrics.modelAge, { collect: setAge });

  async function train(): Promise<void> {
    timer = undefined;
    wanted = false;
    begunAt = performance.now();
    try {
      training = start(shelves());
      const { model: learnt, ms } = await training.reply;
      metrics.trainingDuration.observe(ms / 1000);
      log[model ? 'debug' : 'info']({ trainingMs: Math.round(ms) }, 'model trained');
      model = learnt;
      readAt = begunAt;
    } catch (err) {
      wanted = true;
      if (!closed) log.error({ err }, 'no model could be learnt; trying again');
      metrics.trainingFailures.inc();
    }
    training = undefined;
    if (wanted) request();
  }
  function request(): void {
    wanted = true;
    if (training || timer || closed) return;
    timer = setTimeout(train, Math.max(0, begunAt + PAUSE - performance.now()));
  }

  return {
    model: () => model,
    request,
    async close() {
      closed = true;
      clearTimeout(timer);
      await training?.stop();
    },
  };
}
