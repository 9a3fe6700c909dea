import type { GatewayMetrics } from '../metrics.ts';
import { type Call, type CallRequest, UpstreamError } from './call.ts';

export type BulkheadOptions = {
  /** How many calls may be under way at once. */
  readonly limit: number;
  /** How many more may wait for their turn. */
  readonly queue: number;
};

export type Bulkhead = {
  /** A call that takes one of the bulkhead's places. All that one bulkhead protects share them. */
  protect<T>(next: Call<T>): Call<T>;
};

/**
 * A bulkhead (Nygard, "Release It!"): bounds the calls to one upstream, so that a slow one can't take all sockets and
 * memory. A call beyond the limit waits in line, first come, first served; one beyond the line fails at once with
 * `bulkhead-full`. Waiting ends with the page's deadline or the reader's leaving.
 */
export function createBulkhead(
  upstream: string,
  options: BulkheadOptions,
  metrics: GatewayMetrics,
): Bulkhead {
  const line = new Set<() => void>();
  const queued = metrics.bulkheadQueue.labels({ upstream });
  queued.set(0);
  let taken = 0;

  function release(): void {
    const [next] = line;
    // A place that is handed on stays taken, and is handed on once.
    if (next && line.delete(next)) next();
    else taken -= 1;
  }

  function place(request: CallRequest): Promise<void> | undefined {
    if (taken < options.limit) {
      taken += 1;
      return undefined;
    }
    if (line.size >= options.queue) {
      const detail = `${options.limit} calls are under way and ${options.queue} wait`;
      throw new UpstreamError(upstream, 'bulkhead-full', detail, { health: 'unknown' });
    }
    return waitInLine(request);
  }

  async function waitInLine({ signal, deadline }: CallRequest): Promise<void> {
    const turn = Promise.withResolvers<void>();
    const take = () => turn.resolve();
    function leave(reason: 'aborted' | 'deadline'): void {
      // At once, or a place might still be handed to a caller who has gone.
      if (!line.delete(take)) return;
      turn.reject(
        new UpstreamError(upstream, reason, 'ended while it waited in line', { health: 'unknown' }),
      );
    }
    const abort = () => leave('aborted');
    line.add(take);
    queued.set(line.size);
    const timer = setTimeout(() => leave('deadline'), Math.max(0, deadline - performance.now()));
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      await turn.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      queued.set(line.size);
    }
  }

  return {
    protect<T>(next: Call<T>): Call<T> {
      return async function throughBulkhead(request) {
        const turn = place(request);
        if (turn) await turn;
        try {
          return await next(request);
        } finally {
          release();
        }
      };
    },
  };
}
