import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ratesSchema } from '@frontpage/shared/contracts/rates.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import { z } from 'zod';
import { findFault } from './plausibility.ts';
import { freeze, type Snapshot } from './snapshot.ts';

// As HTTP allows them in a field; they are sent as they are.
const validator = z
  .string()
  .regex(/^[\x20-\x7e]{1,1024}$/)
  .optional();
const snapshotSchema = z.object({
  rates: ratesSchema,
  source: z.string(),
  validators: z.object({ etag: validator, lastModified: validator }),
});

/**
 * Reads the snapshot that an earlier process left; undefined where there is none. A file that doesn't hold one is set aside, as
 * `rates.json.faulty`, and logged.
 *
 * @param now milliseconds since the epoch
 */
export async function loadSnapshot(file: string, now: number, log: Logger): Promise<Snapshot | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const snapshot = snapshotSchema.parse(JSON.parse(text));
    const fault = findFault(snapshot.rates, undefined, now);
    if (fault) throw new Error(fault);
    return freeze(snapshot);
  } catch (error) {
    await rename(file, `${file}.faulty`);
    log.warn({ file: `${file}.faulty`, reason: (error as Error).message }, 'set a faulty snapshot aside');
    return undefined;
  }
}

/** Writes a snapshot so that whoever reads the file, after whatever end of this process or machine, finds a whole one. */
export async function saveSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  await writeThrough(temporary, JSON.stringify(snapshot));
  await rename(temporary, file);
  await sync(dirname(file));
}

async function writeThrough(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'w');
  await handle.writeFile(text);
  await handle.sync();
}

// The new name is in the folder, which has to reach the disk too.
async function sync(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}
