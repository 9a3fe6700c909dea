import { Worker } from 'node:worker_threads';
import type { Shelves } from './model.ts';
import type { TrainingReply } from './training-worker.ts';

export type Training = {
  /** Rejects with an Error where the thread ends without a model. */
  reply: Promise<TrainingReply>;
  stop(): Promise<void>;
};

/**
 * Learns the served model in a thread of its own, which ends with it: one that waited for the next training would hold some 25 MB meanwhile.
 * The shelves are handed over, not copied.
 */
export function startTraining(shelves: Shelves): Training {
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), {
    name: 'training',
    workerData: shelves,
    transferList: [shelves.offsets.buffer, shelves.books.buffer],
  });
  const { promise, resolve, reject } = Promise.withResolvers<TrainingReply>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`the training thread ended with exit code ${code}`)));
  return {
    reply: promise,
    async stop() {
      await worker.terminate();
    },
  };
}
