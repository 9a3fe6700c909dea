import { validateHeaderValue } from 'node:http';
import {
  type AxiosAdapter,
  AxiosError,
  AxiosHeaders,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import type { Dispatcher } from 'undici';

/** Codes of the faults that this adapter finds by itself; all others are those of undici and the system. */
export const TOO_LARGE = 'ERR_TOO_LARGE';
export const TRUNCATED = 'ERR_TRUNCATED';
// Not axios' ECONNABORTED, which is the system's as well.
const TIMED_OUT = 'ERR_TIMED_OUT';

/** Whether an error means that there was no whole answer within the request's timeout. */
export function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null | undefined)?.code === TIMED_OUT;
}

/** Makes the adapter of one request, which is sent with these headers. */
export type SendWith = (headers: Readonly<Record<string, string>>) => AxiosAdapter;

/**
 * Axios adapters over undici's connections: half of the CPU time of axios' own, and an abort or the end of `timeout` reaches the
 * socket whether the answer's headers or its body are under way. The answer's body is a Buffer.
 * Redirects are not followed and content encodings not undone: none is asked for. The headers come past axios, which would
 * merge, check and copy them several times, for a tenth of a page's CPU time.
 *
 * A request that is given up while it waits for a connection is never sent, and costs none.
 *
 * A status other than 2xx is an error.
 *
 * @param prefix stands before every path
 * @param maxBytes the largest body that is taken
 */
export function undiciAdapter(
  connections: Pick<Dispatcher, 'dispatch'>,
  { prefix, maxBytes }: { prefix: string; maxBytes: number },
): SendWith {
  return (headers) => (config) => {
    return new Promise((resolve, reject) => {
      const path = prefix + config.url;
      refuseInvalid(path, headers);
      const receiver = new Receiver(config, maxBytes, resolve, reject);
      connections.dispatch(
        {
          method: (config.method ?? 'get').toUpperCase() as Dispatcher.HttpMethod,
          path,
          headers,
          body: config.data,
        },
        receiver,
      );
    });
  };
}

/** An answer's headers: undici has them in lower case and checked, so that axios has nothing to bring into order. */
class ReceivedHeaders extends AxiosHeaders {
  constructor(headers: Record<string, string | string[] | undefined>) {
    super();
    Object.assign(this, headers);
  }

  override normalize(): this {
    return this;
  }
}

/** Receives one answer, or its failure, and heeds the signal meanwhile. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #config: InternalAxiosRequestConfig;
  readonly #signal: AbortSignal;
  readonly #resolve: (response: AxiosResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #limit: number;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #chunks: Buffer[] = [];
  #size = 0;
  /** Why it was ended from here. */
  #ended: Error | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #response: AxiosResponse | undefined;

  constructor(
    config: InternalAxiosRequestConfig,
    limit: number,
    resolve: (response: AxiosResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#config = config;
    this.#signal = config.signal as AbortSignal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#limit = limit;
    if (config.timeout) this.#timer = setTimeout(endLate, config.timeout, this);
    this.#signal.addEventListener('abort', this);
  }

  /** The signal has aborted. */
  handleEvent(): void {
    this.#end(this.#signal.reason as Error);
  }

  /** The timeout is over. */
  endLate(): void {
    this.#end(this.#error(`no whole answer within ${this.#config.timeout} ms`, TIMED_OUT));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // An abort by the controller would end the connection, on which nothing has been sent.
    if (this.#ended) throw this.#ended;
    this.#controller = controller;
  }

  onResponseStart(
    _controller: unknown,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.#response = {
      data: undefined,
      status,
      statusText: '',
      headers: new ReceivedHeaders(headers),
      config: this.#config,
    };
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#limit) {
      const error = this.#error(`more than ${this.#limit} bytes`, TOO_LARGE);
      this.#end(error);
    } else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#release();
    const response = this.#response as AxiosResponse;
    response.data = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    if (response.status < 300) this.#resolve(response);
    else this.#reject(this.#error(`status ${response.status}`, codeOf(response.status)));
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { message, code } = error as Error & { code?: string };
    if (!this.#response) this.#fail(error);
    else if (!endedEarly(code)) this.#fail(this.#error(message, code));
    else this.#fail(this.#error(`the body ended after ${this.#size} bytes`, TRUNCATED));
  }

  /** Until there is a connection to send on there is nothing to end but the wait for it. */
  #end(error: Error): void {
    this.#ended = error;
    this.#fail(error);
    this.#controller?.abort(error);
  }

  #fail(error: unknown): void {
    this.#release();
    this.#reject(error);
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this);
  }

  #error(message: string, code: string | undefined): AxiosError {
    return new AxiosError(message, code, this.#config, undefined, this.#response);
  }
}

// As undici's own checks do, but before it has chosen a connection: one whose request it refuses is lost to a pool that has a
// limit, for the pool waits for it to be free again.
function refuseInvalid(path: string, headers: Readonly<Record<string, string>>): void {
  if (/[^!-\xff]/.test(path)) throw new TypeError('the path has characters that none can have');
  for (const name in headers) validateHeaderValue(name, headers[name] as string);
}

function endLate(receiver: Receiver): void {
  receiver.endLate();
}

function codeOf(status: number): string {
  return status < 500 ? AxiosError.ERR_BAD_REQUEST : AxiosError.ERR_BAD_RESPONSE;
}

function endedEarly(code: string | undefined): boolean {
  return code === 'UND_ERR_SOCKET' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';
}
