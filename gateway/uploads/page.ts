import { compileTemplate } from '../templates.ts';
import type { UploadsConfig } from './config.ts';
import type { Amount, UploadRecord } from './records.ts';
import { bytesText } from './rejection.ts';

/** What the page calls the types that it takes. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/apng': 'APNG',
  'image/gif': 'GIF',
  'image/webp': 'WebP',
  'image/avif': 'AVIF',
  'image/heic': 'HEIC',
  'application/pdf': 'PDF',
  'application/epub+zip': 'EPUB',
  'text/plain': 'plain text',
};

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A file as programs are told of it. */
export function fileJson({ id, name, type, size, at }: UploadRecord) {
  return { id, name, type, size, at: new Date(at).toISOString(), url: `/uploads/${id}` };
}

/** Compiles what the page of a reader's uploads has between head and foot. */
export function createUploadsContent(config: UploadsConfig) {
  const render = compileTemplate('uploads', ['files', 'kept', 'limits']);
  const types = config.UPLOAD_TYPES;
  const limits = {
    bytes: config.UPLOAD_MAX_BYTES,
    size: bytesText(config.UPLOAD_MAX_BYTES),
    count: config.UPLOAD_FILES,
    types: types.map((type) => TYPE_NAMES[type] ?? type).join(', '),
    accept: types.join(','),
    total: bytesText(config.UPLOAD_READER_BYTES),
  };
  return function uploadsContent(files: readonly UploadRecord[], kept: Amount): string {
    return render({
      files: files.map((file) => ({
        ...fileJson(file),
        size: bytesText(file.size),
        type: TYPE_NAMES[file.type] ?? file.type,
        when: `${DATE.format(file.at)} UTC`,
      })),
      kept: bytesText(kept.bytes),
      limits,
    });
  };
}
