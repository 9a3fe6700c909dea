import { DEADLINE_HEADER } from '@frontpage/shared/deadline.ts';
import { LAB_HEADERS } from '@frontpage/shared/latency/header.ts';
import { childTraceparent } from '@frontpage/shared/trace-context.ts';
import type { Axios, AxiosResponse } from 'axios';
import type { z } from 'zod';
import { answerReader, type Reading } from './answer-reader.ts';
import { type Answer, type Call, type CallRequest, type Reason, UpstreamError } from './call.ts';
import { type Ended, injectedMsOf, toUpstreamError } from './failure.ts';
import { isTimeout, type SendWith } from './undici-adapter.ts';

/** What an attempt leaves of the page's budget for the page itself, in milliseconds. */
export const MARGIN = 10;

type Options<T> = {
  readonly upstream: string;
  readonly client: Axios;
  readonly sendWith: SendWith;
  readonly schema: z.ZodType<T>;
  /** The longest that one attempt may take, headers and body, in milliseconds. */
  readonly timeout: number;
};

/**
 * One request to the upstream: sent, received whole, and checked against its contract. It ends at its timeout, a
 * little before the page's deadline, or when the caller aborts, whichever comes first, and its socket with it.
 */
export function attempt<T>(options: Options<T>): Call<Answer<T>> {
  const { upstream, client, sendWith, schema, timeout } = options;
  const read = answerReader(schema);

  return async function attemptOnce(request) {
    const left = request.deadline - MARGIN - performance.now();
    if (left <= 0) {
      throw new UpstreamError(upstream, 'deadline', 'the page has no time left', { health: 'unknown' });
    }
    const patience = request.patience === 'timeout' ? Math.min(timeout, left) : left;
    const ends = performance.now() + patience;
    try {
      const response = await client.request({
        method: request.method,
        url: request.path,
        data: request.body,
        signal: request.signal,
        timeout: patience,
        adapter: sendWith(headersOf(request, patience)),
      });
      return readAnswer(upstream, response, (body) => read(body, request.path));
    } catch (error) {
      // An upstream that gives up for us at the same instant may be heard first.
      const over = request.signal.aborted || isTimeout(error) || performance.now() >= ends - 1;
      throw toUpstreamError(upstream, error, over ? whyEnded(request, timeout, left) : undefined);
    }
  };
}

// Only a time limit that the upstream had in full speaks against it: a caller that leaves, or had less time, does not.
function whyEnded({ signal, patience }: CallRequest, timeout: number, left: number): Ended {
  if (signal.aborted)
    return { reason: 'aborted', health: 'unknown', detail: 'nobody waits for the answer any more' };
  if (patience === 'timeout' && timeout <= left) {
    return { reason: 'timeout', health: 'failed', detail: `no whole answer within ${timeout} ms` };
  }
  const detail = `no whole answer within the page's last ${Math.round(left)} ms`;
  return { reason: 'deadline', health: timeout <= left ? 'failed' : 'unknown', detail };
}

function headersOf(request: CallRequest, patience: number): Record<string, string> {
  return {
    accept: 'application/json',
    ...request.headers,
    ...(request.body !== undefined && { 'content-type': 'application/json' }),
    traceparent: childTraceparent(request.trace),
    [DEADLINE_HEADER]: String(Math.ceil(patience)),
    [LAB_HEADERS.attempt]: String(request.attempt),
  };
}

function readAnswer<T>(
  upstream: string,
  response: AxiosResponse,
  read: (body: Buffer) => Reading<T>,
): Answer<T> {
  const injectedMs = injectedMsOf(response);
  const refuse = (reason: Reason, detail: string, cause?: unknown) =>
    new UpstreamError(upstream, reason, detail, { cause, injectedMs });
  const type = String(response.headers['content-type'] ?? 'none');
  if (!/^application\/json\b/i.test(type))
    throw refuse('content-type', `the answer's content type is ${type}`);
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw refuse('content-type', `the answer is encoded with ${encoding}, unasked`);
  const reading = read(response.data);
  if (!('data' in reading)) throw refuse(reading.reason, reading.detail, reading.cause);
  const headers = response.headers as Record<string, string>;
  return { data: reading.data, source: 'fresh', injectedMs, headers, bytes: response.data.length };
}
