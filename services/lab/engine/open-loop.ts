import { wait } from '@frontpage/shared/latency/wait.ts';

type Load = {
  /** When each request is to be sent, in milliseconds from the start, ascending. */
  readonly at: Float64Array;
  /** Sends request `i`, which was due at `due` on the clock of `performance.now()`, and gives it up when its signal aborts; never rejects. */
  readonly send: (i: number, due: number, signal: AbortSignal) => Promise<void>;
  /** How many requests may be under way. */
  readonly maxInFlight: number;
  /** How long after the last arrival is waited for what is under way, in milliseconds. */
  readonly drain: number;
  readonly signal: AbortSignal;
  /** Told how many have been sent and how many are under way, as often as it changes. */
  readonly onChange?: (sent: number, inFlight: number) => void;
};

/** How the generator itself did. */
export type LoadReport = {
  readonly sent: number;
  /** Requests that were never sent: it was cancelled, or its time was over. */
  readonly unsent: number;
  /** Requests that were due while `maxInFlight` others were under way, and waited for one of those to end. */
  readonly heldBack: number;
  /** How late each request was sent that was not held back, in milliseconds, ascending. */
  readonly lag: Float64Array;
  readonly tookMs: number;
  readonly ended: 'complete' | 'cancelled' | 'out of time';
};

/**
 * Open-loop load: each request is sent when it is due, whatever became of those before it, and `send` is told when that was, so that a
 * stall of the server isn't hidden by the requests that it kept from being sent (coordinated omission). Where something keeps
 * the generator from sending in time, the delay counts too, and is reported.
 */
export async function openLoop(load: Load): Promise<LoadReport> {
  const { at, send, maxInFlight, signal, onChange } = load;
  const flying = new Set<Promise<void>>();
  const lag: number[] = [];
  const start = performance.now();
  const over = endOf(signal, (at.at(-1) ?? 0) + load.drain);
  let room = Promise.withResolvers<void>();
  let sent = 0;
  let heldBack = 0;

  function launch(due: number): void {
    const flight = send(sent, due, over.signal).then(function landed() {
      flying.delete(flight);
      room.resolve();
      onChange?.(sent, flying.size);
    });
    flying.add(flight);
    sent += 1;
    onChange?.(sent, flying.size);
  }
  async function untilRoom(): Promise<void> {
    while (flying.size >= maxInFlight && !over.signal.aborted) {
      room = Promise.withResolvers();
      await Promise.race([room.promise, over.reached]);
    }
  }

  try {
    while (sent < at.length) {
      const due = start + (at[sent] ?? 0);
      await wait(due - performance.now(), over.signal);
      if (flying.size < maxInFlight) lag.push(Math.max(0, performance.now() - due));
      else heldBack += 1;
      await untilRoom();
      if (over.signal.aborted) break;
      launch(due);
    }
    await Promise.race([Promise.all(flying), over.reached]);
  } finally {
    over.close();
    await Promise.all(flying);
  }
  const unsent = at.length - sent;
  const ended = signal.aborted ? 'cancelled' : unsent > 0 ? 'out of time' : 'complete';
  const tookMs = performance.now() - start;
  return { sent, unsent, heldBack, lag: Float64Array.from(lag).sort(), tookMs, ended };
}

/** A signal that aborts with another one or when the time is over; `close` aborts it, and leaves neither timer nor listener behind. */
function endOf(signal: AbortSignal, ms: number) {
  const controller = new AbortController();
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  function close(): void {
    clearTimeout(timer);
    signal.removeEventListener('abort', close);
    controller.abort(OVER);
    resolve();
  }
  const timer = setTimeout(close, ms);
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  return { signal: controller.signal, reached, close };
}

const OVER = new Error('the experiment is over');
