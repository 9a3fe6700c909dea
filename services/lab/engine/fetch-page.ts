import type { Agent } from 'undici';
import { type PageTiming, readServerTiming } from './server-timing.ts';

/** What came of one page; times in milliseconds, from when it was due. */
export type PageOutcome = {
  /** Until its last byte, or until it was given up. */
  readonly ms: number;
  readonly firstByteMs: number | undefined;
  /** Undefined for a whole page with a status of success; else `status 503`, `timeout`, `ECONNRESET` and the like. */
  readonly error: string | undefined;
  readonly timing: PageTiming;
};

type PageRequest = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** When it was to be sent, on the clock of `performance.now()`. */
  readonly due: number;
  /** The longest that it may take from then on, in milliseconds. */
  readonly limit: number;
  readonly signal: AbortSignal;
};

const NOTHING: PageTiming = { boundMs: undefined, overheadMs: undefined, sources: {} };

/** Fetches a page, body and trailers and all, with a stopwatch; never rejects. Redirects are not followed. */
export async function fetchPage(
  agent: Agent,
  { url, headers, due, limit, signal }: PageRequest,
): Promise<PageOutcome> {
  const own = new AbortController();
  // A timer may end half a millisecond early; a page that is sent then is timed from there, and none took less than nothing.
  const from = Math.min(due, performance.now());
  const cancel = () => own.abort(new PageEnd('cancelled'));
  const timer = setTimeout(() => own.abort(new PageEnd('timeout')), from + limit - performance.now());
  signal.addEventListener('abort', cancel, { once: true });
  if (signal.aborted) cancel();
  let firstByteMs: number | undefined;
  try {
    const answer = await agent.request({
      ...splitUrl(url),
      method: 'GET',
      headers,
      signal: own.signal,
    });
    firstByteMs = performance.now() - from;
    for await (const _ of answer.body);
    const ms = performance.now() - from;
    const said = answer.headers['server-timing'] ?? answer.trailers['server-timing'] ?? '';
    const failed = answer.statusCode < 200 || answer.statusCode >= 300;
    const error = failed ? `status ${answer.statusCode}` : undefined;
    return { ms, firstByteMs, error, timing: readServerTiming(String(said)) };
  } catch (error) {
    const kind = kindOf(own.signal.aborted ? own.signal.reason : error);
    return { ms: performance.now() - from, firstByteMs, error: kind, timing: NOTHING };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  }
}

/** Why a page was given up. */
class PageEnd extends Error {}

function splitUrl(url: string): { origin: string; path: string } {
  const { origin, pathname, search } = new URL(url);
  return { origin, path: pathname + search };
}

function kindOf(error: unknown): string {
  if (error instanceof PageEnd) return error.message;
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return String(code ?? cause?.code ?? 'failed');
}
