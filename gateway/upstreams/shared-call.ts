import { MARGIN } from './attempt.ts';
import { type Call, type CallRequest, UpstreamError } from './call.ts';

type Options<Result> = {
  readonly upstream: string;
  /** How long a shared call may take, whoever waits for it, in milliseconds. */
  readonly limit: number;
  /** Requests with the same key ask for the same thing. */
  readonly keyOf: (request: CallRequest) => string;
  /** Whether a result may also be given to a request other than the one that the call was made with. */
  readonly mayShare: (result: Result, request: CallRequest) => boolean;
};

export type SharedCalls<Result> = {
  /**
   * Makes the call, or joins the one that is under way for the same key.
   *
   * @throws UpstreamError `aborted` or `deadline` as soon as this caller leaves or has no time left; else what the
   * shared call throws.
   */
  readonly call: Call<Result>;
  /** Whether a call with this request's key is under way. */
  isUnderWay(request: CallRequest): boolean;
  /** From now on nobody joins the calls that were begun for this reader. */
  leave(reader: string): void;
};

type Flight<Result> = {
  readonly reader: string | undefined;
  readonly result: Promise<Result>;
  readonly cancel: () => void;
  callers: number;
  landed: boolean;
};

/**
 * Single flight: identical calls at once are one call. A caller that leaves, or whose deadline passes, ends for itself
 * alone; the call itself is aborted when its last caller has gone.
 *
 * Its attempts are recorded for the caller that began it: they were made once, and one that joined later has waited
 * for a part of them only, so that an injected delay would be no bound of its time. What may not be shared is called for
 * again, by each that had joined (RFC 9111, section 4: only a response that may be stored satisfies several requests).
 */
export function shareCalls<Result>(options: Options<Result>, next: Call<Result>): SharedCalls<Result> {
  const { upstream, limit, keyOf, mayShare } = options;
  const underWay = new Map<string, Flight<Result>>();

  function begin(key: string, request: CallRequest): Flight<Result> {
    const controller = new AbortController();
    const { signal } = controller;
    const result = next({ ...request, signal, deadline: performance.now() + limit });
    const cancel = () => controller.abort();
    const flight: Flight<Result> = { reader: request.personalTo, result, cancel, callers: 0, landed: false };
    function land(): void {
      flight.landed = true;
      forget(key, flight);
    }
    result.then(land, land);
    underWay.set(key, flight);
    return flight;
  }

  // A flight that nobody may join any more may have been followed by another of the same key.
  function forget(key: string, flight: Flight<Result>): void {
    if (underWay.get(key) === flight) underWay.delete(key);
  }

  async function shareCall(request: CallRequest): Promise<Result> {
    const left = timeLeft(upstream, request);
    const key = keyOf(request);
    const joined = underWay.get(key);
    const flight = joined ?? begin(key, request);
    flight.callers += 1;
    let result: Result;
    try {
      result = await waitFor(flight.result, upstream, request.signal, left);
    } finally {
      flight.callers -= 1;
      if (flight.callers === 0 && !flight.landed) {
        forget(key, flight);
        flight.cancel();
      }
    }
    return joined === undefined || mayShare(result, request) ? result : next(request);
  }

  function leave(reader: string): void {
    for (const [key, flight] of underWay) if (flight.reader === reader) underWay.delete(key);
  }

  return { call: shareCall, isUnderWay: (request) => underWay.has(keyOf(request)), leave };
}

function timeLeft(upstream: string, { signal, deadline }: CallRequest): number {
  const left = deadline - MARGIN - performance.now();
  if (signal.aborted) throw whyLeft(upstream, 'aborted');
  if (left <= 0) throw whyLeft(upstream, 'deadline');
  return left;
}

async function waitFor<Result>(
  result: Promise<Result>,
  upstream: string,
  signal: AbortSignal,
  ms: number,
): Promise<Result> {
  const left = Promise.withResolvers<never>();
  const abort = () => left.reject(whyLeft(upstream, 'aborted'));
  const timer = setTimeout(() => left.reject(whyLeft(upstream, 'deadline')), ms);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([result, left.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function whyLeft(upstream: string, reason: 'aborted' | 'deadline'): UpstreamError {
  const detail = reason === 'aborted' ? 'this caller waits no longer' : 'this caller has no time left';
  return new UpstreamError(upstream, reason, `${detail}; a shared call may go on`, { health: 'unknown' });
}
