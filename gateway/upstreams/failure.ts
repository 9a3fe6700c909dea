import { INJECTED_HEADER } from '@frontpage/shared/latency/middleware.ts';
import { LONGEST_DELAY_MS } from '@frontpage/shared/latency/parameters.ts';
import { type AxiosResponse, isAxiosError } from 'axios';
import { errors } from 'undici';
import { type Reason, UpstreamError } from './call.ts';
import { TOO_LARGE, TRUNCATED } from './undici-adapter.ts';

/** What the system, undici and our adapter call a fault, and what it means for the call. */
const REASONS: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  [TOO_LARGE]: 'too-large',
  [TRUNCATED]: 'truncated',
};

/** Why an attempt was given up from here, and what that says of the upstream's health. */
export type Ended = {
  readonly reason: 'timeout' | 'deadline' | 'aborted';
  readonly health: 'failed' | 'unknown';
  readonly detail: string;
};

/**
 * Names whatever ended an attempt.
 *
 * @param ended why it was given up from here, where it was: then the error tells of no more than that.
 */
export function toUpstreamError(upstream: string, error: unknown, ended?: Ended): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const response = isAxiosError(error) ? error.response : undefined;
  const options = { cause: error, injectedMs: injectedMsOf(response) };
  if (ended)
    return new UpstreamError(upstream, ended.reason, ended.detail, { ...options, health: ended.health });
  const reason = reasonOf(error);
  if (reason === 'internal' && response && response.status !== 200)
    return statusError(upstream, response.status, options);
  return new UpstreamError(upstream, reason, error instanceof Error ? error.message : String(error), options);
}

function reasonOf(error: unknown): Reason {
  if (error instanceof errors.HTTPParserError) return 'malformed';
  return REASONS[String((error as { code?: unknown }).code)] ?? 'internal';
}

/** The delay that the upstream says it injected; undefined where it says nothing that can be. */
export function injectedMsOf(response: AxiosResponse | undefined): number | undefined {
  const given = response?.headers[INJECTED_HEADER];
  const ms = given === undefined ? Number.NaN : Number(given);
  return ms >= 0 && ms <= LONGEST_DELAY_MS ? ms : undefined;
}

// A 4xx says that the request was wrong and the upstream well, but for the two that say it can't keep up.
function statusError(upstream: string, status: number, options: { cause: unknown }): UpstreamError {
  const reason = status >= 300 && status < 400 ? 'redirect' : 'status';
  const well = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return new UpstreamError(upstream, reason, `answered with status ${status}`, {
    ...options,
    status,
    health: well ? 'well' : 'failed',
  });
}
