import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf, type Model, type Shelves } from './model.ts';
import { models, SERVED_MODEL } from './models.ts';

/** A model, and how long it took to learn, in milliseconds. */
export type TrainingReply = { model: Model; ms: number };

const start = performance.now();
const model = models[SERVED_MODEL](workerData as Shelves);
const reply: TrainingReply = { model, ms: performance.now() - start };
parentPort?.postMessage(reply, buffersOf(model));
