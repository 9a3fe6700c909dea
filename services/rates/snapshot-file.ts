import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
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
 * `rates.json.faulty`, and logged; so is one that can't be read, which stays. Rates are to be had from the source all the same.
 *
 * @param now milliseconds since the epoch
 */
export async function loadSnapshot(file: string, now: number, log: Logger): Promise<Snapshot | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') log.warn({ file, reason: message }, 'could not read the snapshot');
    return undefined;
  }
  try {
    const snapshot = snapshotSchema.parse(JSON.parse(text));
    const fault = findFault(snapshot.rates, undefined, now);
    if (fault) throw new Error(fault);
    return freeze(snapshot);
  } catch (error) {
    await setAside(file, (error as Error).message, log);
    return undefined;
  }
}

/** Writes a snapshot so that whoever reads the file, after whatever end of this process or machine, finds a whole one. */
export async function saveSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  // Not the process' number: processes in containers that share the folder may all have the same.
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeThrough(temporary, JSON.stringify(snapshot));
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await sync(dirname(file));
}

async function setAside(file: string, reason: string, log: Logger): Promise<void> {
  try {
    await rename(file, `${file}.faulty`);
    log.warn({ file: `${file}.faulty`, reason }, 'set a faulty snapshot aside');
  } catch (error) {
    // Another process that has the same folder may have been first.
    log.warn({ file, reason, err: error }, 'could not set a faulty snapshot aside');
  }
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
