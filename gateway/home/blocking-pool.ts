import type { ProblemError } from '@frontpage/shared/problem.ts';
import type { Gauge, Histogram } from 'prom-client';
import { type BlockingQueue, createBlockingQueue, type QueuedPage, unavailable } from './blocking-queue.ts';
import { type BlockingThread, type Job, startBlockingThread } from './blocking-thread.ts';

export type BlockingOptions = {
  /** How many pages are worked on at once: one a thread. */
  readonly workers: number;
  /** How many more may wait for a worker. */
  readonly queueLimit: number;
  readonly metrics: {
    /** Pages that wait for a worker. */
    readonly blockingQueueLength: Pick<Gauge, 'set'>;
    /** Time that a page waited for a worker, in seconds, whether or not it got one. */
    readonly blockingQueueWait: Pick<Histogram, 'observe'>;
  };
};

export type BlockingPool = {
  /**
   * Has a worker work through a page: each call starts when the one before it has ended. A reader who leaves, and a
   * deadline that comes, end the wait for a worker; a page that has one goes on, and its calls end by themselves.
   * The results reject with
   * - the signal's reason, when the reader left first;
   * - a ProblemError, a 503 with `Retry-After`, when the queue is full, no worker was free before the deadline, or the
   *   pool has closed;
   * - a ProblemError, a 500, when the worker has died.
   */
  run<T>(starts: readonly (() => Promise<T>)[], page: QueuedPage): BlockingRun<T>;
  queueLength(): number;
  /** Sends away whoever waits, and ends the threads. */
  close(): Promise<void>;
};

type BlockingRun<T> = {
  /** One for each start, in their order. */
  readonly results: readonly Promise<T>[];
  /** How many pages waited when this one came. */
  readonly ahead: number;
  /** How long the page waited until its worker began, or it gave up, in milliseconds. Never rejects. */
  readonly queuedMs: Promise<number>;
};

/** Composes pages that block, a few at a time. */
export function createBlockingPool({ workers, queueLimit, metrics }: BlockingOptions): BlockingPool {
  const queue = createBlockingQueue<BlockingThread>(queueLimit, metrics.blockingQueueLength);
  const threads = createThreads(workers, queue);
  let closed = false;

  async function work(
    calls: readonly { job: Job }[],
    page: QueuedPage,
    waitedMs: Promise<number>,
  ): Promise<void> {
    if (closed) throw stopping();
    page.signal.throwIfAborted();
    const turn = threads.take() ?? queue.join(page);
    // A page that was refused at once has not waited.
    waitedMs.then((ms) => metrics.blockingQueueWait.observe(ms / 1000));
    const thread = await turn;
    try {
      await thread.work(calls.map(({ job }) => job));
    } catch (error) {
      throw closed ? stopping() : error;
    } finally {
      threads.release(thread);
    }
  }

  return {
    run(starts, page) {
      const ahead = queue.length();
      const wait = stopwatch();
      const calls = starts.map((start) => deferCall(start, wait.stop));
      work(calls, page, wait.elapsedMs)
        .catch((error: unknown) => {
          for (const { fail } of calls) fail(error);
        })
        .finally(wait.stop);
      return { results: calls.map(({ result }) => result), ahead, queuedMs: wait.elapsedMs };
    },
    queueLength: queue.length,
    async close() {
      closed = true;
      queue.clear(stopping());
      await threads.stop();
    },
  };
}

/**
 * Up to `limit` threads. One is started when a page first needs it, and kept: it takes about 50 ms to start, which the
 * page waits for, and 20 MB, which a gateway that composes no such page is spared. One that dies leaves its place to
 * the next page, in the queue or to come.
 */
function createThreads(limit: number, queue: BlockingQueue<BlockingThread>) {
  const all = new Set<BlockingThread>();
  const idle = new Set<BlockingThread>();

  function start(): BlockingThread {
    const thread = startBlockingThread(function replace() {
      all.delete(thread);
      idle.delete(thread);
      queue.admit(start);
    });
    all.add(thread);
    return thread;
  }

  return {
    take(): BlockingThread | undefined {
      const [thread] = idle;
      if (thread) idle.delete(thread);
      return thread ?? (all.size < limit ? start() : undefined);
    },
    release(thread: BlockingThread): void {
      if (all.has(thread) && !queue.admit(() => thread)) idle.add(thread);
    },
    async stop(): Promise<void> {
      await Promise.all([...all].map((thread) => thread.stop()));
    },
  };
}

/** A call that a worker begins later, or never; `begun` is told when it does. */
function deferCall<T>(start: () => Promise<T>, begun: () => void) {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  // Where one call of a page fails to begin, all do, and a reader of the results may look at the first one only.
  promise.catch(() => {});
  function job(): Promise<void> {
    begun();
    return Promise.try(start).then(resolve, reject);
  }
  return { result: promise, job, fail: reject };
}

function stopwatch() {
  const start = performance.now();
  const { promise: elapsedMs, resolve } = Promise.withResolvers<number>();
  return { elapsedMs, stop: () => resolve(performance.now() - start) };
}

function stopping(): ProblemError {
  return unavailable('The gateway is stopping.');
}
