import type { EventStore, StoredEvent } from './event-store.ts';

/** How many events are read at once. */
const PAGE = 5000;

/**
 * Hands every event of the store to `take`, once and in order. The function that comes back resolves when all has been taken that was in the
 * store when it was called, whichever process put it there; calls at the same time share the reading.
 */
export function follow(
  store: Pick<EventStore, 'eventsAfter'>,
  take: (event: StoredEvent) => void,
): () => Promise<void> {
  let position = 0;
  let reading: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function read(): Promise<void> {
    for (;;) {
      const events = await store.eventsAfter(position, PAGE);
      for (const event of events) take(event);
      position = events.at(-1)?.position ?? position;
      if (events.length < PAGE) return;
    }
  }

  return function catchUp(): Promise<void> {
    if (!reading) {
      reading = read().finally(() => {
        reading = undefined;
      });
      return reading;
    }
    // What is being read may have been asked for before the caller's own events were there.
    next ??= reading.catch(ignore).then(() => {
      next = undefined;
      return catchUp();
    });
    return next;
  };
}

// Whoever began that reading hears of its failure.
function ignore(): void {}
