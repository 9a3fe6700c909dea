/** How long after its start a thread has read, learnt and asked for what it begins with, in milliseconds. */
const STARTED = 5000;

/**
 * Has this thread give back, once, what its start has left behind: a thread at rest collects nothing by itself. It stands still
 * for a tenth of a second then. Does nothing unless Node was started with `--expose-gc`.
 */
export function tidyAfterStart(): void {
  const collect = globalThis.gc;
  // Of all kinds this is the one that also gives memory back to the system.
  if (collect) setTimeout(() => collect({ type: 'major', flavor: 'last-resort' }), STARTED).unref();
}
