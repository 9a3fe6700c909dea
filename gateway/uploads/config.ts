import { dataDir } from '@frontpage/shared/data-dir.ts';
import { milliseconds, parsedBy, wholeNumber } from '@frontpage/shared/env.ts';
import { z } from 'zod';
import { knownTypes } from './type-of-content.ts';

const DEFAULT_TYPES = [
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/heic',
  'application/pdf',
  'application/epub+zip',
  'text/plain',
];

const TERABYTE = 2 ** 40;

/** The variables of the uploads, with their defaults. */
export const uploadsEnv = {
  DATA_DIR: dataDir(),
  /** The most that one request may carry in files, and so the largest file. */
  UPLOAD_MAX_BYTES: wholeNumber({ default: 104_857_600, min: 1, max: TERABYTE, unit: 'bytes' }),
  /** What one request may have: files, other fields, and parts in all. */
  UPLOAD_FILES: wholeNumber({ default: 20, min: 1, max: 1000, unit: 'files' }),
  UPLOAD_FIELDS: wholeNumber({ default: 8, min: 0, max: 1000, unit: 'fields' }),
  UPLOAD_PARTS: wholeNumber({ default: 28, min: 1, max: 2000, unit: 'parts' }),
  /** What one reader may keep. */
  UPLOAD_READER_BYTES: wholeNumber({ default: 1_073_741_824, min: 1, max: TERABYTE, unit: 'bytes' }),
  UPLOAD_READER_FILES: wholeNumber({ default: 1000, min: 1, max: 1_000_000, unit: 'files' }),
  /** How much of the disk stays free, whatever is uploaded. */
  UPLOAD_KEEP_FREE: wholeNumber({ default: 1_073_741_824, min: 0, max: TERABYTE, unit: 'bytes' }),
  /** How many requests may be uploading at once. */
  UPLOAD_CONCURRENCY: wholeNumber({ default: 64, min: 1, max: 10_000, unit: 'uploads' }),
  /** In each period of this many milliseconds a sender must manage this many bytes a second, or is cut off. */
  UPLOAD_PATIENCE: milliseconds(15_000),
  UPLOAD_MIN_RATE: wholeNumber({ default: 1024, min: 1, max: TERABYTE, unit: 'bytes a second' }),
  /** The types that are taken, as their content shows them. */
  UPLOAD_TYPES: parsedBy(parseTypes, DEFAULT_TYPES as readonly string[]),
  /** How often leftovers are looked for, and how old they must be to be taken for some. */
  UPLOAD_SWEEP_EVERY: milliseconds(600_000, 86_400_000),
  UPLOAD_ORPHAN_AGE: milliseconds(3_600_000, 604_800_000),
};

const uploadsSchema = z.object(uploadsEnv);

export type UploadsConfig = z.output<typeof uploadsSchema>;

function parseTypes(text: string): readonly string[] {
  const types = text.split(',').map((type) => type.trim().toLowerCase());
  const unknown = types.filter((type) => !knownTypes.has(type));
  if (unknown.length > 0) {
    throw new Error(
      `media types that content can be told by, separated by commas, not ${unknown.join(', ')}`,
    );
  }
  return types;
}
