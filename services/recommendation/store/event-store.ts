import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { History } from '../history/generate.ts';

/** An event as it was kept; `position` grows with every event that is kept, but not evenly. */
export type StoredEvent = {
  position: number;
  type: ShopEvent['type'];
  reader: string;
  book: string;
  /** Milliseconds since 1970. */
  at: number;
  /** The place on the page, from 1; 0 for a purchase. */
  place: number;
};

/**
 * What readers did, for good. It is all that the service knows of where and how that is kept: SQLite in a file here (`sqlite-store.ts`), and PostgreSQL
 * is a second implementation where several machines share it. Whatever an implementation can't do rejects with StoreError.
 */
export type EventStore = {
  /**
   * Keeps all of the events or none; resolves once they will outlive this process and the machine's power. Tells for each whether
   * it was new: one whose id is known changes nothing.
   */
  append(events: readonly ShopEvent[]): Promise<readonly boolean[]>;
  /** Up to `limit` events after a position (0: from the first), in order. What was read at a position never changes after. */
  eventsAfter(position: number, limit: number): Promise<readonly StoredEvent[]>;
  /** Readers' names by id, where they have one. */
  names(): Promise<ReadonlyMap<string, string>>;
  isEmpty(): Promise<boolean>;
  /** Keeps a whole history in one transaction, unless there are events already; tells whether it did. */
  seed(history: History): Promise<boolean>;
  /** Forgets impressions and clicks before an instant (milliseconds since 1970); tells how many. Purchases are kept for ever. */
  prune(before: number): Promise<number>;
  /** Finishes what was begun, and lets go. */
  close(): Promise<void>;
};

/** The store could not do what was asked; nothing of it has been kept. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}
