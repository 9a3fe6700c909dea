import { Worker } from 'node:worker_threads';
import type { ShopEvent } from '@frontpage/shared/contracts/events.ts';
import { type EventStore, StoreError } from './event-store.ts';
import { createGroup } from './group.ts';
import type { SqliteFile } from './sqlite-file.ts';
import type { StoreCall, StoreReply } from './sqlite-worker.ts';

export type StoreMetrics = {
  /** Time of a commit, in seconds, and how many events shared it. */
  commitDuration: { observe(seconds: number): void };
  commitEvents: { observe(events: number): void };
};

/**
 * Opens the event store in a file of SQLite, which a thread of its own reads and writes.
 *
 * Commits are grouped: events that come while one is under way wait for its end, and share the next one, however many callers they have.
 *
 * @throws StoreError when the file can't be opened, made or brought up to date; naming it, and why.
 */
export async function openSqliteStore(file: string, metrics: StoreMetrics): Promise<EventStore> {
  const thread = startThread(file);
  await thread.opened;

  async function commit(
    batches: readonly (readonly ShopEvent[])[],
  ): Promise<readonly (readonly boolean[])[]> {
    const { value, ms } = await thread.call('append', batches);
    metrics.commitDuration.observe(ms / 1000);
    metrics.commitEvents.observe(batches.reduce((sum, { length }) => sum + length, 0));
    return value;
  }
  const group = createGroup(commit);

  return {
    append: group.add,
    eventsAfter: async (position, limit) => (await thread.call('eventsAfter', position, limit)).value,
    names: async () => (await thread.call('names')).value,
    isEmpty: async () => (await thread.call('isEmpty')).value,
    seed: async (history) => (await thread.call('seed', history)).value,
    prune: async (before) => (await thread.call('prune', before)).value,
    async close() {
      await group.settled();
      await thread.call('close');
      await thread.ended;
    },
  };
}

type Pending = {
  resolve: (reply: { value: unknown; ms: number }) => void;
  reject: (error: StoreError) => void;
};

function startThread(file: string) {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    name: 'store',
    workerData: { file },
  });
  const pending: Pending[] = [];
  const waitForReply = () =>
    new Promise<{ value: unknown; ms: number }>((resolve, reject) => pending.push({ resolve, reject }));
  let death: StoreError | undefined;

  function die(cause: unknown): void {
    death ??= new StoreError(`the thread of the event store ${file} has ended`, { cause });
    for (const { reject } of pending.splice(0)) reject(death);
  }
  const opened = waitForReply();
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      die(new Error(`exit code ${code}`));
      resolve();
    });
  });
  worker.on('error', die);
  worker.on('message', (reply: StoreReply) => {
    const { resolve, reject } = pending.shift() ?? {};
    if ('fault' in reply) reject?.(new StoreError(`the event store ${file} can't be used: ${reply.fault}`));
    else resolve?.(reply);
  });

  return {
    opened,
    ended,
    async call<Name extends keyof SqliteFile>(name: Name, ...args: Parameters<SqliteFile[Name]>) {
      if (death) throw death;
      worker.postMessage({ name, args } as StoreCall);
      return (await waitForReply()) as { value: ReturnType<SqliteFile[Name]>; ms: number };
    },
  };
}
