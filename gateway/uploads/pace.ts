import type { Readable } from 'node:stream';

type Pace = {
  /** How long each period lasts, in milliseconds. */
  readonly patience: number;
  /** How many bytes a second must come in each of them. */
  readonly minRate: number;
  /** Ends the watch, as the body's end does. */
  readonly signal: AbortSignal;
};

/**
 * Watches how fast a body comes in: once a whole period has brought less than its share, `tooSlow` is called, with how many bytes it
 * brought. A period in which we ourselves held the sender back, because the disk was slower, doesn't count.
 */
export function watchPace(
  body: Readable,
  { patience, minRate, signal }: Pace,
  tooSlow: (bytes: number) => void,
): void {
  const share = (minRate * patience) / 1000;
  let bytes = 0;
  let heldBack = false;
  const timer = setInterval(function judge() {
    if (bytes < share && !heldBack) tooSlow(bytes);
    bytes = 0;
    heldBack = body.isPaused();
  }, patience);
  const count = (chunk: Buffer) => {
    bytes += chunk.length;
  };
  const hold = () => {
    heldBack = true;
  };
  function end(): void {
    clearInterval(timer);
    body.off('data', count).off('pause', hold).off('end', end);
    signal.removeEventListener('abort', end);
  }
  body.on('data', count).on('pause', hold).once('end', end);
  signal.addEventListener('abort', end, { once: true });
}
