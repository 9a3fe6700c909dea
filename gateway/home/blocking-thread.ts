import { Worker } from 'node:worker_threads';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { BlockingMessage, BlockingPage } from './blocking-worker.ts';

/** What a page waits for; the main thread does it. */
export type Job = () => Promise<void>;

export type BlockingThread = {
  /**
   * Works through a page's jobs, the next one when the one before it has ended, well or badly. Resolves when the thread
   * is free again. One page at a time.
   *
   * @throws ProblemError, a 500, when the thread has ended before the page.
   */
  work(jobs: readonly Job[]): Promise<void>;
  /** Ends the thread, suspended or not. */
  stop(): Promise<void>;
};

/**
 * Starts a worker thread that is suspended (`Atomics.wait`) for as long as each of its jobs takes, as the worker of a
 * synchronous view is. It holds no more of a job than its index: it asks the main thread to begin it, and sleeps on a
 * cell of shared memory until the main thread has seen it end. The main thread's event loop waits for nothing.
 *
 * @param onExit called once, when the thread has ended for whatever reason, before its page hears of it
 */
export function startBlockingThread(onExit: () => void): BlockingThread {
  const ended = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('./blocking-worker.ts', import.meta.url), {
    name: 'blocking',
    workerData: ended,
  });
  let jobs: readonly Job[] = [];
  let page = Promise.withResolvers<void>();
  let cause: unknown;
  let death: ProblemError | undefined;

  function begin(index: number): void {
    const resume = () => {
      Atomics.store(ended, 0, index + 1);
      Atomics.notify(ended, 0);
    };
    Promise.try(jobs[index] as Job).then(resume, resume);
  }

  worker.on('message', (message: BlockingMessage) => (message === 'free' ? page.resolve() : begin(message)));
  worker.on('error', (error) => {
    cause = error;
  });
  worker.once('exit', (code) => {
    cause ??= new Error(`worker thread ended with exit code ${code}`);
    death = new ProblemError(500, 'Internal Server Error', 'The worker of this page has ended before it.', {
      cause,
    });
    onExit();
    page.reject(death);
  });
  // The thread may end between two pages, when nobody awaits one.
  page.promise.catch(() => {});

  return {
    async work(next) {
      if (death) throw death;
      jobs = next;
      page = Promise.withResolvers();
      Atomics.store(ended, 0, 0);
      worker.postMessage({ jobs: jobs.length } satisfies BlockingPage);
      await page.promise;
    },
    async stop() {
      await worker.terminate();
    },
  };
}
