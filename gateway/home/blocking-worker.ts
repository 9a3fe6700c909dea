import { parentPort, workerData } from 'node:worker_threads';

/** A page for a worker thread: how many jobs it has. */
export type BlockingPage = { readonly jobs: number };

/** What a worker thread says: the index of the job it wants begun, or that it has done the page. */
export type BlockingMessage = number | 'free';

/** How many of the page's jobs have ended; the main thread counts, and notifies. */
const ended: Int32Array = workerData;

// Runs in a thread of its own. There is one wait a job and nothing to return to meanwhile, as in a synchronous view.
parentPort?.on('message', ({ jobs }: BlockingPage) => {
  for (let job = 0; job < jobs; job += 1) {
    say(job);
    Atomics.wait(ended, 0, job);
  }
  say('free');
});

function say(message: BlockingMessage): void {
  parentPort?.postMessage(message);
}
