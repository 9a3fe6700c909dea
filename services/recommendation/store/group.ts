import { StoreError } from './event-store.ts';

/** How many items may wait for a commit; what comes beyond is refused. */
const WAITING_LIMIT = 50_000;

type Waiting<Item, Result> = {
  batch: readonly Item[];
  resolve: (results: readonly Result[]) => void;
  reject: (error: unknown) => void;
};

/**
 * Group commit: batches that come while a commit is under way wait for its end, and share the next one. A commit that fails fails
 * for all that share it. (Gawlick and Kinkade, "Varieties of concurrency control in IMS/VS Fast Path", 1985.)
 */
export function createGroup<Item, Result>(
  commit: (batches: readonly (readonly Item[])[]) => Promise<readonly (readonly Result[])[]>,
) {
  let waiting: Waiting<Item, Result>[] = [];
  let items = 0;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const shared = waiting;
      waiting = [];
      items = 0;
      try {
        const results = await commit(shared.map(({ batch }) => batch));
        for (const [index, { resolve }] of shared.entries()) resolve(results[index] ?? []);
      } catch (error) {
        for (const { reject } of shared) reject(error);
      }
    }
    running = undefined;
  }

  return {
    /** Resolves with a result an item, once the commit that the batch is part of has ended. */
    add(batch: readonly Item[]): Promise<readonly Result[]> {
      if (items + batch.length > WAITING_LIMIT) {
        return Promise.reject(new StoreError(`${items} events wait for the disk already`));
      }
      items += batch.length;
      return new Promise((resolve, reject) => {
        waiting.push({ batch, resolve, reject });
        running ??= run();
      });
    },
    /** Resolves when nothing waits any more. */
    settled: async () => running,
  };
}
