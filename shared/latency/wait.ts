/** Timers count whole milliseconds and may end a little early; a wait that still lacks less than this is over. */
const CLOSE_ENOUGH_MS = 0.5;

/**
 * Resolves with `elapsed` after `ms` milliseconds, or with `aborted` as soon as the signal aborts. It never rejects, holds no thread and
 * leaves neither timer nor listener behind. On an idle process it ends within 2 ms after its time, with a thousand others under way;
 * never more than half a millisecond before.
 */
export function wait(ms: number, signal: AbortSignal): Promise<'elapsed' | 'aborted'> {
  if (signal.aborted) return Promise.resolve('aborted');
  if (ms < CLOSE_ENOUGH_MS) return Promise.resolve('elapsed');
  return new Promise((resolve) => {
    const due = performance.now() + ms;
    let timer = setTimeout(check, ms);
    signal.addEventListener('abort', abort, { once: true });

    function check() {
      const left = due - performance.now();
      if (left < CLOSE_ENOUGH_MS) end('elapsed');
      else timer = setTimeout(check, left);
    }
    function abort() {
      end('aborted');
    }
    function end(outcome: 'elapsed' | 'aborted') {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      resolve(outcome);
    }
  });
}
