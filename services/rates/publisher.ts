import { join } from 'node:path';
import type { Rates } from '@frontpage/shared/contracts/rates.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import { entityTag, freeze, type Snapshot } from './snapshot.ts';
import { loadSnapshot, saveSnapshot } from './snapshot-file.ts';

export type Publisher = {
  /** The snapshot that answers are made from; undefined while there is none. */
  readonly current: () => Snapshot | undefined;
  /** What `GET /rates` answers, worked out once a snapshot. */
  readonly answer: () => { readonly rates: Readonly<Rates>; readonly etag: string } | undefined;
  /** Puts another in its place, at once, and keeps it for the next process. */
  publish(snapshot: Snapshot): Promise<void>;
};

/** Begins with the snapshot that an earlier process left in the folder. @param now milliseconds since the epoch. */
export async function createPublisher(folder: string, now: number, log: Logger): Promise<Publisher> {
  const file = join(folder, 'rates.json');
  let current = await loadSnapshot(file, now, log);
  let answer = toAnswer(current);
  return {
    current: () => current,
    answer: () => answer,
    async publish(snapshot) {
      current = freeze(snapshot);
      answer = toAnswer(current);
      try {
        await saveSnapshot(file, current);
      } catch (error) {
        // The rates are good all the same; only a restart would lose them.
        log.warn({ file, reason: (error as Error).message }, 'could not keep the snapshot');
      }
    },
  };
}

function toAnswer(snapshot: Snapshot | undefined) {
  return snapshot && { rates: snapshot.rates, etag: entityTag(snapshot.rates) };
}
