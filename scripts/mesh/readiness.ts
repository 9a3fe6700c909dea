import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** The pause between two attempts, and the longest that one may take, in milliseconds. */
const PAUSE = 25;
const ATTEMPT_LIMIT = 1_000;

/**
 * Asks `/readyz` of an operations port until it answers 200.
 *
 * @param heard is told why it is not ready yet, after each attempt.
 * @throws the signal's reason.
 */
export async function untilReady(
  opsUrl: string,
  signal: AbortSignal,
  heard: (answer: string) => void,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await ask(`${opsUrl}/readyz`);
    if (answer === '200') return;
    heard(answer);
    await sleep(PAUSE, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

// No agent: a connection kept alive would only be in the process' way when it stops.
async function ask(url: string): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const request = get(url, { agent: false, timeout: ATTEMPT_LIMIT }, function answered(response) {
    response.resume();
    resolve(String(response.statusCode));
  });
  request.once('timeout', () => request.destroy(new Error(`nothing within ${ATTEMPT_LIMIT} ms`)));
  request.once('error', (error) => resolve(error.message));
  return promise;
}
