import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { createLogger } from '@frontpage/shared/logger.ts';
import { createRegistry } from '@frontpage/shared/metrics.ts';
import { recommendationMetrics } from '../metrics.ts';
import { packShelves } from './model.ts';
import { models, SERVED_MODEL } from './models.ts';
import { createTrainer } from './trainer.ts';
import { startTraining } from './training.ts';

const log = createLogger('test', { LOG_LEVEL: 'silent', LOG_FORMAT: 'json' });

test('a thread learns what the served model learns here', async () => {
  const lists = [[0, 1], [0, 1, 2], [2]];
  const { model } = await startTraining(packShelves(lists, 3)).reply;
  assert.deepEqual(model, models[SERVED_MODEL](packShelves(lists, 3)));
});

test('a thread that ends without a model is a rejection', async () => {
  const training = startTraining(packShelves([[0]], 1));
  await training.stop();
  await assert.rejects(training.reply, /the training thread ended with exit code/);
});

test('requests during a training share the next one, which keeps its distance; a failed one is tried again', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.after(() => mock.timers.reset());
  const trained = models[SERVED_MODEL](packShelves([[0]], 1));
  const begun: PromiseWithResolvers<{ model: typeof trained; ms: number }>[] = [];
  const metrics = recommendationMetrics(createRegistry());
  const trainer = createTrainer({
    shelves: () => packShelves([[0]], 1),
    metrics,
    log,
    start() {
      const training = Promise.withResolvers<{ model: typeof trained; ms: number }>();
      begun.push(training);
      return { reply: training.promise, stop: async () => {} };
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  trainer.request();
  mock.timers.tick(1);
  assert.equal(begun.length, 1);
  begun[0]?.reject(new Error('no memory'));
  await settle();
  assert.equal(trainer.model(), undefined);
  assert.equal(begun.length, 1);
  mock.timers.tick(5000);
  assert.equal(begun.length, 2);
  trainer.request();
  trainer.request();
  begun[1]?.resolve({ model: trained, ms: 1 });
  await settle();
  assert.equal(trainer.model(), trained);
  assert.equal(begun.length, 2);
  mock.timers.tick(5000);
  assert.equal(begun.length, 3);
  begun[2]?.resolve({ model: trained, ms: 1 });
  await settle();
  mock.timers.tick(60_000);
  assert.equal(begun.length, 3);
  assert.equal((await metrics.trainingFailures.get()).values[0]?.value, 1);
  await trainer.close();
});
