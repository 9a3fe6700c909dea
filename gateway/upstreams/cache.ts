import { LAB_HEADERS } from '@frontpage/shared/latency/header.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import CachePolicy from 'http-cache-semantics';
import { type AnswerMemory, createAnswerMemory } from './answer-memory.ts';
import { type Answer, type Call, type CallRequest, keyOf, UpstreamError } from './call.ts';
import { type SharedCalls, shareCalls } from './shared-call.ts';

type Options = {
  readonly upstream: string;
  /** The most that stored answers may weigh, keys included, in bytes; at least 1. */
  readonly maxBytes: number;
  /** How long a call may take that several readers share, or that refreshes in the background, in milliseconds. */
  readonly refreshLimit: number;
  readonly log: Logger;
  /** The time, in milliseconds since 1970; `Date.now` unless given. */
  readonly now?: () => number;
};

export type Cache<T> = {
  /** Answers from memory where HTTP allows it. The data is shared by all who get it: read it, don't change it. */
  readonly call: Call<Answer<T>>;
  /** What the stored answers weigh, in bytes. */
  bytes(): number;
  /** Forgets every stored answer; a call that is under way may still store its own. */
  clear(): void;
  /** Forgets what is this reader's alone: what is stored, and what a call that is under way would store. */
  forget(reader: string): void;
};

/** An answer and how long it may be used; instants in milliseconds since 1970. */
type Entry<T> = {
  readonly answer: Answer<T>;
  readonly bornAt: number;
  readonly freshUntil: number;
  readonly refreshUntil: number;
  readonly errorUntil: number;
  /** Whether it may be given to anybody but the one who asked. */
  readonly reusable: boolean;
  /** The request's headers, named by `Vary`, that must be the same again. */
  readonly selectedBy: readonly (readonly [name: string, value: string | undefined])[];
};

/**
 * A cache of GETs by the rules of HTTP (RFC 9111, and RFC 5861 for the stale ones), from the answer's own headers: it
 * guesses no freshness where the upstream names none. A personal answer is kept for its reader alone, as in a browser;
 * any other must suit a shared cache. Instants are worked out once, when an answer is stored: a hit only compares them.
 *
 * Fresh: from memory, `cached`. Within stale-while-revalidate: from memory at once, `stale`, while one call in the
 * background fetches the next; no page waits for that call, so none records it. Else one call for all who ask; if it
 * fails within stale-if-error, the old answer is given, `stale` with the reason, and if not, the failure. A failure is
 * what a proxy would answer with a 5xx (RFC 5861, section 4): not an upstream's own 4xx, nor a reader that has left.
 */
export function createCache<T>(options: Options, next: Call<Answer<T>>): Cache<T> {
  const { upstream, maxBytes, refreshLimit, now = Date.now } = options;
  const memory = createAnswerMemory<Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ answer }, key) => 1 + key.length + answer.bytes,
  });
  const fetch = storing(memory, now, next);
  const shared = shareCalls({ upstream, limit: refreshLimit, keyOf: flightKeyOf, mayShare: mayReuse }, fetch);
  const refresh = inBackground(options, shared);

  async function callOnce(request: CallRequest, old: Entry<T> | undefined): Promise<Answer<T>> {
    try {
      const { answer } = await shared.call(request);
      return answer;
    } catch (error) {
      const at = now();
      if (!old || at >= old.errorUntil || !isFailure(error)) throw error;
      return { ...fromMemory(old, 'stale', at), reason: error.reason };
    }
  }

  return {
    async call(request) {
      if (request.method !== 'GET') return next(request);
      const stored = memory.kept.get(keyOf(request));
      const entry = stored && mayReuse(stored, request) ? stored : undefined;
      const at = now();
      if (entry && at < entry.freshUntil) return fromMemory(entry, 'cached', at);
      if (!entry || at >= entry.refreshUntil) return callOnce(request, entry);
      refresh(request);
      return fromMemory(entry, 'stale', at);
    },
    bytes: () => memory.kept.calculatedSize,
    clear: () => memory.kept.clear(),
    forget(reader) {
      memory.forget(reader);
      shared.leave(reader);
    },
  };
}

/** Stores each answer that may be kept; the newest replaces the one before it, even when it may not be kept itself. */
function storing<T>(
  memory: AnswerMemory<Entry<T>>,
  now: () => number,
  next: Call<Answer<T>>,
): Call<Entry<T>> {
  return function fetchAndStore(request) {
    const asked = now();
    const fetchEntry = async () => toEntry(request, await next(request), asked);
    return memory.during(request, fetchEntry, function store(entry) {
      const usableUntil = Math.max(entry.freshUntil, entry.refreshUntil, entry.errorUntil);
      if (entry.reusable && usableUntil > now()) memory.kept.set(keyOf(request), entry);
      else memory.kept.delete(keyOf(request));
    });
  };
}

/** Begins a call that no page waits for, unless one is under way. Its failure is logged, and harms nobody. */
function inBackground({ upstream, refreshLimit, log }: Options, shared: SharedCalls<unknown>) {
  const { signal } = new AbortController();

  return async function refresh(request: CallRequest): Promise<void> {
    if (shared.isUnderWay(request)) return;
    const deadline = performance.now() + refreshLimit;
    try {
      await shared.call({ ...request, signal, deadline, record() {} });
    } catch (error) {
      const foreseen = error instanceof UpstreamError && error.reason !== 'internal';
      log[foreseen ? 'debug' : 'error'](
        { err: error, upstream },
        `refreshing an answer of ${upstream} failed`,
      );
    }
  };
}

// In the lab two requests that meet different delays or faults are not the same call.
function flightKeyOf(request: CallRequest): string {
  const { latency, faults, seed } = LAB_HEADERS;
  return [keyOf(request), ...[latency, faults, seed].map((name) => request.headers[name])].join('\n');
}

function mayReuse({ reusable, selectedBy }: Entry<unknown>, { headers }: CallRequest): boolean {
  return reusable && selectedBy.every(([name, value]) => headers[name] === value);
}

function fromMemory<T>({ answer, bornAt }: Entry<T>, source: 'cached' | 'stale', at: number): Answer<T> {
  const ageSeconds = Math.max(0, Math.floor((at - bornAt) / 1000));
  return { ...answer, source, ageSeconds, injectedMs: undefined };
}

function isFailure(error: unknown): error is UpstreamError {
  return error instanceof UpstreamError && error.health !== 'well' && error.reason !== 'aborted';
}

/** @param asked when the request was sent: the answer's age includes the time that it took (RFC 9111, section 4.2.3) */
function toEntry<T>(request: CallRequest, answer: Answer<T>, asked: number): Entry<T> {
  const { personalTo, path, method, headers } = request;
  const shared = personalTo === undefined;
  // The library takes directives in lower case and as one text only; HTTP allows any case, and a header sent twice.
  const control = String(answer.headers['cache-control'] ?? '').toLowerCase();
  const response = { status: 200, headers: { ...answer.headers, 'cache-control': control } };
  const policy = new CachePolicy({ method, url: path, headers }, response, { shared, cacheHeuristic: 0 });
  const { rescc: directives } = policy.toObject();

  const bornAt = asked - seconds(answer.headers.age) * 1000;
  const freshUntil = bornAt + Math.max(0, policy.maxAge()) * 1000;
  const forbidding = ['must-revalidate', 'no-cache', ...(shared ? ['proxy-revalidate'] : [])];
  const mayBeStale = !forbidding.some((directive) => directive in directives);
  const staleUntil = (directive: string) =>
    mayBeStale ? freshUntil + seconds(directives[directive]) * 1000 : freshUntil;
  const setsCookie = shared && 'set-cookie' in answer.headers && !('public' in directives);
  const names = varyOf(answer);
  return {
    answer,
    bornAt,
    freshUntil,
    refreshUntil: staleUntil('stale-while-revalidate'),
    errorUntil: staleUntil('stale-if-error'),
    reusable: policy.storable() && !names.includes('*') && !setsCookie,
    selectedBy: names.map((name) => [name, headers[name]]),
  };
}

function varyOf({ headers }: Answer<unknown>): string[] {
  const names = String(headers.vary ?? '')
    .toLowerCase()
    .split(',');
  return names.map((name) => name.trim()).filter(Boolean);
}

// As HTTP has it, what is no number of seconds counts for none.
function seconds(text: string | undefined): number {
  return Math.max(0, Number.parseInt(text ?? '', 10) || 0);
}
