import { type AxiosAdapter, AxiosError, AxiosHeaders, type AxiosResponse } from 'axios';
import type { Dispatcher } from 'undici';

/** Codes of the faults that this adapter finds by itself; all others are those of undici and the system. */
export const TOO_LARGE = 'ERR_TOO_LARGE';
export const TRUNCATED = 'ERR_TRUNCATED';

type Body = Dispatcher.ResponseData['body'];

/**
 * An axios adapter over an undici pool: half of the CPU time of axios' own, and an abort reaches the socket whether
 * the answer's headers or its body are under way. The answer's body is a Buffer of at most `maxContentLength` bytes.
 * Redirects are not followed and content encodings not undone: none is asked for.
 */
export function undiciAdapter(pool: Dispatcher): AxiosAdapter {
  return async function sendByUndici(config) {
    const signal = config.signal as AbortSignal;
    const sent = pool.request({
      method: (config.method ?? 'get').toUpperCase() as Dispatcher.HttpMethod,
      path: config.url ?? '/',
      headers: config.headers.toJSON() as Record<string, string>,
      body: config.data,
      signal,
    });
    const { statusCode, headers, body } = await unlessAborted(sent, signal);
    const received = AxiosHeaders.from(headers as Record<string, string>);
    const response: AxiosResponse = {
      data: undefined,
      status: statusCode,
      statusText: '',
      headers: received,
      config,
    };
    response.data = await readBody(body, response);
    if (config.validateStatus?.(statusCode) ?? true) return response;
    const code = statusCode < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
    throw new AxiosError(`status ${statusCode}`, code, config, undefined, response);
  };
}

// undici looks at the signal only once it has a connection to send on; until then this is what ends the wait.
async function unlessAborted<T>(sent: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([sent, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function readBody(body: Body, response: AxiosResponse): Promise<Buffer> {
  const { config } = response;
  const limit = config.maxContentLength ?? Number.POSITIVE_INFINITY;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      // Leaving the loop destroys the body, and with it the connection.
      if (size > limit)
        throw new AxiosError(`more than ${limit} bytes`, TOO_LARGE, config, undefined, response);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AxiosError) throw error;
    const { message, code } = error as { message: string; code?: string };
    if (!endedEarly(error)) throw new AxiosError(message, code, config, undefined, response);
    throw new AxiosError(`the body ended after ${size} bytes`, TRUNCATED, config, undefined, response);
  }
  return Buffer.concat(chunks);
}

function endedEarly(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'UND_ERR_SOCKET' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
}
