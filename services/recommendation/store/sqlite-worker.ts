import { parentPort, workerData } from 'node:worker_threads';
import { tidyAfterStart } from '@frontpage/shared/tidy.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';

/** A call to the thread that has the file: a method of it, and what it takes. */
export type StoreCall = {
  [Name in keyof SqliteFile]: { name: Name; args: Parameters<SqliteFile[Name]> };
}[keyof SqliteFile];

/**
 * What came of a call: `ms` is how long it took in here. The first reply says whether the file could be opened; then calls are
 * answered in order.
 */
export type StoreReply = { value: unknown; ms: number } | { fault: string };

// Runs in a thread of its own: the disk may take its time, and nobody's page waits for it.
answer(function open() {
  const file = openSqliteFile((workerData as { file: string }).file);
  tidyAfterStart();
  // Without this the thread ends by itself, having nothing to wait for.
  parentPort?.on('message', ({ name, args }: StoreCall) => {
    answer(() => (file[name] as (...args: unknown[]) => unknown)(...args));
    if (name === 'close') parentPort?.close();
  });
});

function answer(work: () => unknown): void {
  const start = performance.now();
  try {
    const value = work();
    say({ value, ms: performance.now() - start });
  } catch (error) {
    say({ fault: (error as Error).message });
  }
}

function say(reply: StoreReply): void {
  parentPort?.postMessage(reply);
}
