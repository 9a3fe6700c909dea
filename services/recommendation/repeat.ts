import type { Logger } from '@frontpage/shared/logger.ts';

/**
 * Does something now, and again `pause` milliseconds after each end of it. Its failures are logged, once until it succeeds again.
 * `stop` resolves when it isn't under way any more.
 */
export function repeat(work: () => Promise<void>, pause: number, log: Logger): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let failing = false;

  async function once(): Promise<void> {
    try {
      await work();
      if (failing) log.info('the event store can be read again');
      failing = false;
    } catch (err) {
      if (!failing && !stopped) log.error({ err }, "the event store can't be read; trying again");
      failing = true;
    }
    if (!stopped) timer = setTimeout(begin, pause);
  }
  let running = once();
  function begin(): void {
    running = once();
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
