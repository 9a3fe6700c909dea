import type { Dispatcher } from 'undici';

type Handler = Dispatcher.DispatchHandler;
type Controller = Dispatcher.DispatchController;

type Told = {
  /** Told whether the request had been sent; says whether it is on its way again. */
  readonly sendElsewhere: (sent: boolean) => boolean;
  /** Told whether the request was answered whole, or ended without an answer; not of one that wasn't sent, or is sent elsewhere. */
  readonly ended: (answered: boolean) => void;
};

/** What befell the connection, and not the request: another replica may do better. */
const LOST: ReadonlySet<string> = new Set([
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Whether an error means that a connection could not be made, or was ended by the other side. */
export function isLost(error: unknown): boolean {
  return LOST.has(String((error as { code?: unknown } | null | undefined)?.code));
}

/**
 * Passes on what a request's handler is told, but for the loss of its connection: then `sendElsewhere` may send it again. It is
 * asked where nothing was sent yet, whatever the method, and for a GET that was sent while nothing was answered (RFC 9110,
 * section 9.2.2).
 */
export class Elsewhere implements Handler {
  readonly #handler: Handler;
  readonly #safe: boolean;
  readonly #told: Told;
  #sent = false;
  #answered = false;

  constructor(method: string, handler: Handler, told: Told) {
    this.#handler = handler;
    this.#safe = method === 'GET';
    this.#told = told;
  }

  onRequestStart(controller: Controller, context: unknown): void {
    // Throws where nobody waits any more: then it isn't sent.
    this.#handler.onRequestStart?.(controller, context);
    this.#sent = true;
  }

  onResponseStart(...told: Parameters<NonNullable<Handler['onResponseStart']>>): void {
    this.#answered = true;
    this.#handler.onResponseStart?.(...told);
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(...told: Parameters<NonNullable<Handler['onResponseEnd']>>): void {
    this.#told.ended(true);
    this.#handler.onResponseEnd?.(...told);
  }

  onResponseError(controller: Controller, error: Error): void {
    const harmless = !this.#sent || (this.#safe && !this.#answered);
    if (harmless && isLost(error) && this.#told.sendElsewhere(this.#sent)) return;
    if (this.#sent) this.#told.ended(false);
    this.#handler.onResponseError?.(controller, error);
  }
}
