import { readFileSync } from 'node:fs';
import { LONGEST_DELAY_MS } from './parameters.ts';
import { SettingError } from './setting-error.ts';

/**
 * Reads recorded latencies: a JSON array of milliseconds, as any load generator's output is quickly turned into.
 * Their order doesn't matter.
 * @throws SettingError where the file can't be read or holds anything else.
 */
export function readRecording(file: string, field: string): unknown {
  try {
    const values: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (Array.isArray(values)) return values;
  } catch (cause) {
    throw new SettingError(field, `replay can't read ${file}: ${(cause as Error).message}`, { cause });
  }
  throw new SettingError(
    field,
    `replay's ${file} must hold a JSON array of milliseconds from 0 to ${LONGEST_DELAY_MS}`,
  );
}

/** In place of a file for those who may not name one: a request's header. */
export function refuseRecording(_file: string, field: string): never {
  throw new SettingError(field, 'replay takes values=…|…, and no file, in a header');
}
