import { readFileSync, statSync } from 'node:fs';
import { LONGEST_DELAY_MS } from './parameters.ts';
import { SettingError } from './setting-error.ts';

/** Of a recording, in bytes: some million values. */
const LARGEST_FILE = 16 * 2 ** 20;

/**
 * Reads recorded latencies: a JSON array of milliseconds, as any load generator's output is quickly turned into.
 * Their order doesn't matter.
 * @throws SettingError where the file can't be read or holds anything else.
 */
export function readRecording(file: string, field: string): unknown {
  const text = readSmallFile(file, field);
  try {
    const values: unknown = JSON.parse(text);
    if (Array.isArray(values)) return values;
  } catch {
    // What it holds instead is nobody's business but its owner's.
  }
  throw new SettingError(
    field,
    `replay's ${file} must hold a JSON array of milliseconds from 0 to ${LONGEST_DELAY_MS}`,
  );
}

// Nothing but a file of sane size is opened: reading a pipe would hold the process up.
function readSmallFile(file: string, field: string): string {
  try {
    const stats = statSync(file);
    if (stats.isFile() && stats.size <= LARGEST_FILE) return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    throw new SettingError(field, `replay can't read ${file} (${code})`, { cause });
  }
  throw new SettingError(field, `replay's ${file} must be a file of at most ${LARGEST_FILE} bytes`);
}

/** In place of a file for those who may not name one: a request's header. */
export function refuseRecording(_file: string, field: string): never {
  throw new SettingError(field, 'replay takes values=…|…, and no file, in a header');
}
