import { INJECTED_HEADER } from '@frontpage/shared/latency/middleware.ts';
import { LONGEST_DELAY_MS } from '@frontpage/shared/latency/parameters.ts';
import { retryAfterMs } from './retry-after.ts';
import { ScrapeError } from './scrape-error.ts';
import { limitTo } from './time-limit.ts';

/** What a document is recognised by when it is asked for again (RFC 9110, section 8.8). */
export type Validators = { readonly etag?: string | undefined; readonly lastModified?: string | undefined };

export type SourceRequest = {
  /** Those of the document that is known already. */
  readonly validators?: Validators;
  /** What else the source is told. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
};

export type SourceAnswer = {
  /** Undefined where it is still the one that was known. */
  readonly document: string | undefined;
  readonly validators: Validators;
  /** The delay that the source says it injected, in milliseconds. */
  readonly injectedMs: number | undefined;
};

export type FetchSource = (request: SourceRequest) => Promise<SourceAnswer>;

type Options = {
  readonly url: string;
  /** For redirects, headers and body together, in milliseconds. */
  readonly timeout: number;
  /** Counted as they are read, after any decompression. */
  readonly maxBytes: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
};

const MOST_REDIRECTS = 3;

/**
 * Asks the source for its document, once.
 *
 * @throws ScrapeError; whatever the failure, nothing of the request is left under way.
 */
export function fetchFrom({ url, timeout, maxBytes, now }: Options): FetchSource {
  return async function fetchSource({ validators = {}, headers = {}, signal }) {
    const limit = limitTo(timeout, signal);
    try {
      const response = await follow(url, { ...headers, ...requestHeaders(validators) }, limit.signal);
      const injectedMs = injectedMsOf(response.headers);
      const asked = validators.etag !== undefined || validators.lastModified !== undefined;
      if (response.status === 304 && asked) return { document: undefined, validators, injectedMs };
      if (response.status !== 200) throw statusError(response, injectedMs, now());
      const document = await readText(response, maxBytes);
      return { document, validators: validatorsOf(response.headers), injectedMs };
    } catch (error) {
      if (error instanceof ScrapeError) throw error;
      if (signal.aborted) throw new ScrapeError('aborted', 'nobody waits for the answer any more');
      if (limit.signal.aborted) throw new ScrapeError('timeout', `no whole answer within ${timeout} ms`);
      throw unreachable(error);
    } finally {
      // What has not been read by now is not wanted any more.
      limit.abort();
      limit.release();
    }
  };
}

// By hand, because fetch follows twenty.
async function follow(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
  left = MOST_REDIRECTS,
): Promise<Response> {
  const response = await fetch(url, { headers, signal, redirect: 'manual' });
  const location = response.headers.get('location');
  if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return response;
  if (left === 0) throw new ScrapeError('status', `more than ${MOST_REDIRECTS} redirects`);
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const kept = new URL(url).protocol === 'https:' ? ['https:'] : ['http:', 'https:'];
  if (!next || !kept.includes(next.protocol)) {
    throw new ScrapeError('status', 'a redirect to no such address', { status: response.status });
  }
  await response.body?.cancel();
  return follow(next.href, headers, signal, left - 1);
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new ScrapeError('too_large', `more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new ScrapeError('malformed', 'the document is not UTF-8', { cause });
  }
}

function requestHeaders({ etag, lastModified }: Validators): Record<string, string> {
  return {
    accept: 'application/xml, text/xml',
    'user-agent': 'frontpage-rates',
    // Unless it is said here, fetch says no-cache, which keeps many a server from answering 304.
    'cache-control': 'max-age=0',
    ...(etag && { 'if-none-match': etag }),
    ...(lastModified && { 'if-modified-since': lastModified }),
  };
}

function validatorsOf(headers: Headers): Validators {
  return {
    etag: headers.get('etag') ?? undefined,
    lastModified: headers.get('last-modified') ?? undefined,
  };
}

function injectedMsOf(headers: Headers): number | undefined {
  const given = headers.get(INJECTED_HEADER);
  const ms = given === null ? Number.NaN : Number(given);
  return ms >= 0 && ms <= LONGEST_DELAY_MS ? ms : undefined;
}

function statusError({ status, headers }: Response, injectedMs: number | undefined, now: number) {
  return new ScrapeError(status === 429 ? 'throttled' : 'status', `the source answered with ${status}`, {
    status,
    injectedMs,
    retryAfterMs: retryAfterMs(headers.get('retry-after'), now),
  });
}

// fetch says "fetch failed" or "terminated", and keeps to itself as its cause what went wrong.
function unreachable(error: unknown): ScrapeError {
  const { cause = error } = error as { cause?: unknown };
  const { code, message } = cause as { code?: unknown; message?: unknown };
  return new ScrapeError('unreachable', `the source can't be reached (${code ?? message})`, { cause: error });
}
