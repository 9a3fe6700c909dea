import type { Request, Response } from 'express';
import { openBatch } from './batch.ts';
import type { UploadsConfig } from './config.ts';
import type { UploadMetrics, UploadOutcome } from './metrics.ts';
import { checkHeaders, createReceive } from './receive.ts';
import type { Amount, Records, UploadRecord } from './records.ts';
import { UploadAborted, UploadRejected } from './rejection.ts';
import { createRoom } from './room.ts';
import type { Storage } from './storage.ts';

type StoreParts = {
  readonly storage: Storage;
  readonly records: Records;
  readonly metrics: UploadMetrics;
  /** The ids that are being written. */
  readonly busy: Set<string>;
  /** What one reader may keep. */
  readonly limit: Amount;
};

/** What stores uploads, so many at once and within the limits of each reader. */
export function createStore(config: UploadsConfig, { storage, records, metrics, busy, limit }: StoreParts) {
  const room = createRoom({ records, storage, limit, keepFree: config.UPLOAD_KEEP_FREE });
  const receive = createReceive(config);
  const underWay = new Set<Promise<unknown>>();

  async function receiveWithin(reader: string, req: Request, res: Response): Promise<UploadRecord[]> {
    const giveBack = await room.reserve(reader, checkHeaders(req, config));
    try {
      const batch = openBatch({ reader, storage, records, types: config.UPLOAD_TYPES, limit, busy });
      return await receive(req, res, batch);
    } finally {
      giveBack();
    }
  }

  function countStored(files: readonly UploadRecord[]): void {
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    metrics.bytes.inc(bytes);
    metrics.storedFiles.inc(files.length);
    metrics.storedBytes.inc(bytes);
  }

  async function receiveCounted(reader: string, req: Request, res: Response) {
    const end = metrics.duration.startTimer();
    let outcome: UploadOutcome = 'failed';
    try {
      if (underWay.size >= config.UPLOAD_CONCURRENCY) throw tooMany();
      const files = await receiveWithin(reader, req, res);
      countStored(files);
      outcome = 'stored';
      return files;
    } catch (error) {
      if (error instanceof UploadAborted) {
        outcome = 'aborted';
        return undefined;
      }
      const rejection = asRejection(error);
      if (rejection instanceof UploadRejected) {
        outcome = 'rejected';
        metrics.rejected.inc({ reason: rejection.reason });
      }
      throw rejection;
    } finally {
      end({ outcome });
    }
  }

  /**
   * Stores the files of a request: looks at its headers, sets room aside, receives, records, and counts.
   *
   * @returns the new files; undefined where the sender has gone, and nobody waits for an answer.
   * @throws UploadRejected, and then nothing is kept.
   */
  function store(reader: string, req: Request, res: Response) {
    const upload = receiveCounted(reader, req, res);
    underWay.add(upload);
    metrics.inFlight.set(underWay.size);
    function done(): void {
      underWay.delete(upload);
      metrics.inFlight.set(underWay.size);
    }
    upload.then(done, done);
    return upload;
  }

  /** Waits until what is under way has been stored, or removed. */
  async function settled(): Promise<void> {
    await Promise.allSettled(underWay);
  }
  return { store, settled };
}

function tooMany(): UploadRejected {
  const headers = { 'retry-after': '5' };
  return new UploadRejected(
    'busy',
    'Too many uploads are under way just now. Please try again in a moment.',
    {
      headers,
    },
  );
}

// The disk may be full all the same: others write to it too.
function asRejection(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new UploadRejected('disk-full', 'We have no room for this just now.', { cause: error });
}
