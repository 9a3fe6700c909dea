import { STATUS_CODES } from 'node:http';
import { ProblemError } from '@frontpage/shared/problem.ts';

/** Why an upload may be rejected, and by which status. */
const STATUSES = {
  /** The request, or a file in it. */
  'too-large': 413,
  /** The reader keeps as much as a reader may. */
  quota: 413,
  /** The content is of a type that isn't taken. */
  type: 415,
  /** The request isn't a form with files. */
  'content-type': 415,
  malformed: 400,
  /** More files, fields or parts than a request may have. */
  'too-many': 400,
  /** No file in the form, or one without content. */
  empty: 400,
  slow: 408,
  busy: 503,
  'disk-full': 507,
} as const;

export type Reason = keyof typeof STATUSES;

export const reasons = Object.keys(STATUSES) as readonly Reason[];

/** An upload that is rejected: its sender is told, and it is counted by its reason. */
export class UploadRejected extends ProblemError {
  readonly reason: Reason;

  constructor(
    reason: Reason,
    detail: string,
    extras: { headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    const status = STATUSES[reason];
    super(status, STATUS_CODES[status] ?? 'Bad Request', detail, extras);
    this.name = 'UploadRejected';
    this.reason = reason;
  }
}

/** Raised where the sender has gone: there is nobody to answer. */
export class UploadAborted extends Error {
  constructor(cause?: unknown) {
    super('the sender has gone', { cause });
    this.name = 'UploadAborted';
  }
}

/** A number of bytes for people: `100 MB`, `1.5 GB`, `12 bytes`; 1 kB is 1024 bytes. */
export function bytesText(bytes: number): string {
  const unit = Math.min(4, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  if (unit === 0) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const value = bytes / 1024 ** unit;
  return `${value < 10 ? Math.round(value * 10) / 10 : Math.round(value)} ${['kB', 'MB', 'GB', 'TB'][unit - 1]}`;
}
