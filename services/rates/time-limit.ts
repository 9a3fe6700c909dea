export type TimeLimit = {
  readonly signal: AbortSignal;
  /** Lets go of timer and listener. */
  release(): void;
  /** Aborts now. */
  abort(): void;
};

/**
 * A signal that aborts after `ms` milliseconds or with the outer one; not AbortSignal.any, whose links outlive a call under
 * load.
 */
export function limitTo(ms: number, outer: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  return {
    signal: controller.signal,
    release() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
    abort,
  };
}
