import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { reasons } from './rejection.ts';

/** Bounds for uploads, which a slow line makes long: 10 ms to 20 min. */
const UPLOAD_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200];

/** How an upload ends. */
const OUTCOMES = ['stored', 'rejected', 'aborted', 'failed'] as const;
export type UploadOutcome = (typeof OUTCOMES)[number];

/** What may be swept up: an unfinished file, a file without a record, a record without a file. */
const LEFTOVERS = ['partial', 'file', 'record'] as const;

export type UploadMetrics = ReturnType<typeof uploadMetrics>;

/** Declares the metrics of the uploads. */
export function uploadMetrics(registry: Registry) {
  const registers = [registry];
  const metrics = {
    bytes: new Counter({
      name: 'upload_bytes_total',
      help: 'Bytes of the files that were stored.',
      registers,
    }),
    duration: new Histogram({
      name: 'upload_duration_seconds',
      help: 'Time from the arrival of an upload until it was stored or rejected, its sender had gone, or it failed.',
      labelNames: ['outcome'],
      buckets: UPLOAD_BUCKETS,
      registers,
    }),
    rejected: new Counter({
      name: 'upload_rejected_total',
      help: 'Uploads that were rejected.',
      labelNames: ['reason'],
      registers,
    }),
    inFlight: new Gauge({
      name: 'upload_in_flight',
      help: 'Uploads that are under way.',
      registers,
    }),
    storedFiles: new Gauge({
      name: 'upload_stored_files',
      help: 'Files that are kept for readers.',
      registers,
    }),
    storedBytes: new Gauge({
      name: 'upload_stored_bytes',
      help: 'Bytes of the files that are kept for readers.',
      registers,
    }),
    swept: new Counter({
      name: 'upload_swept_total',
      help: 'Leftovers that were removed: unfinished files, files without a record, records without a file.',
      labelNames: ['what'],
      registers,
    }),
  };
  // A series that begins at one has not grown, for Prometheus: each begins at nought.
  for (const outcome of OUTCOMES) metrics.duration.zero({ outcome });
  for (const what of LEFTOVERS) metrics.swept.inc({ what }, 0);
  for (const reason of reasons) metrics.rejected.inc({ reason }, 0);
  return metrics;
}
