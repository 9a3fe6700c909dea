import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Gauge } from 'prom-client';

/** A page may wait until its reader leaves, or its budget ends on the clock of `performance.now()`. */
export type QueuedPage = { readonly signal: AbortSignal; readonly deadline: number };

export type BlockingQueue<Place> = {
  /**
   * Waits for a place, first come, first served. Rejects with a ProblemError, a 503, when the page's deadline has come
   * first, and with the signal's reason when its reader has left.
   *
   * @throws ProblemError, a 503, at once when the queue is full.
   */
  join(page: QueuedPage): Promise<Place>;
  /** Gives the page at the head of the queue its place; false when nobody waits. */
  admit(place: () => Place): boolean;
  length(): number;
  /** Sends everybody away. */
  clear(error: unknown): void;
};

/** The queue of pages before their worker; `length` is kept up to date. */
export function createBlockingQueue<Place>(limit: number, length: Pick<Gauge, 'set'>): BlockingQueue<Place> {
  const turns = new Set<PromiseWithResolvers<Place>>();
  length.set(0);

  function leave(turn: PromiseWithResolvers<Place>): void {
    turns.delete(turn);
    length.set(turns.size);
  }

  async function wait({ signal, deadline }: QueuedPage): Promise<Place> {
    const turn = Promise.withResolvers<Place>();
    turns.add(turn);
    length.set(turns.size);
    const end = (error: unknown) => {
      leave(turn);
      turn.reject(error);
    };
    const late = () => end(unavailable('No place came free in time. Please try again in a moment.'));
    const abort = () => end(signal.reason);
    const timer = setTimeout(late, Math.max(0, deadline - performance.now()));
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await turn.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    join(page) {
      if (turns.size >= limit)
        throw unavailable(
          `All places are taken, and ${limit} wait for one already. Please try again in a moment.`,
        );
      return wait(page);
    },
    admit(place) {
      const [first] = turns;
      if (!first) return false;
      leave(first);
      first.resolve(place());
      return true;
    },
    length: () => turns.size,
    clear(error) {
      for (const turn of turns) {
        leave(turn);
        turn.reject(error);
      }
    },
  };
}

/** A page that can't be had now; `Retry-After` is the shortest that it can say, in seconds (RFC 9110, 10.2.3). */
export function unavailable(detail: string): ProblemError {
  return new ProblemError(503, 'Service Unavailable', detail, { headers: { 'retry-after': '1' } });
}
