import type { Logger } from '@frontpage/shared/logger.ts';
import type { UploadMetrics } from './metrics.ts';
import type { Records } from './records.ts';
import type { Storage } from './storage.ts';

type SweepParts = {
  readonly storage: Storage;
  readonly records: Records;
  readonly metrics: UploadMetrics;
  readonly log: Logger;
  /** The ids that this process is writing. */
  readonly busy: ReadonlySet<string>;
  /** How old something must be to be taken for a leftover, in milliseconds: another process may be writing it. */
  readonly age: number;
};

/**
 * Removes what a process left that died, or lost its power, amid its work: unfinished files, files without a record, and
 * records without a file. The last stay where not a single recorded file is there: that folder isn't the one of these records,
 * as with a disk that isn't mounted.
 */
export async function sweep({ storage, records, metrics, log, busy, age }: SweepParts): Promise<void> {
  const before = Date.now() - age;
  const recorded = await records.idsBefore(before);
  const missing = new Set(recorded);
  for await (const { id, partial, modified } of storage.entries()) {
    if (!partial) missing.delete(id);
    if (busy.has(id) || modified >= before) continue;
    if (!partial && (await records.find(id))) continue;
    await storage.remove(id);
    metrics.swept.inc({ what: partial ? 'partial' : 'file' });
    log.warn({ upload: id, partial }, 'removed what an unfinished upload had left');
  }
  if (missing.size > 0 && missing.size === recorded.length) {
    log.error(
      { records: missing.size },
      'none of the recorded uploads is there: is the folder the right one?',
    );
  } else {
    for (const id of missing) {
      // Its reader may have deleted it meanwhile.
      if (!(await records.remove(id))) continue;
      metrics.swept.inc({ what: 'record' });
      log.warn({ upload: id }, 'forgot an upload whose file is gone');
    }
  }
  const { files, bytes } = await records.amount();
  metrics.storedFiles.set(files);
  metrics.storedBytes.set(bytes);
}

/** Sweeps now, and again and again this many milliseconds after the last one's end, until it is stopped. */
export function startSweeping(parts: SweepParts, every: number) {
  let done = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function round(): Promise<void> {
    try {
      await sweep(parts);
      done = true;
    } catch (error) {
      parts.log.error({ err: error }, 'could not sweep the uploads');
    }
    if (!stopped) timer = setTimeout(next, every).unref();
  }
  function next(): void {
    current = round();
  }
  let current = round();

  return {
    /** Why uploads can't be taken yet: the first sweep must have succeeded. */
    notReady: () => (done ? undefined : 'the uploads have not been swept yet'),
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
