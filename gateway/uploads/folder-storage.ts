import { mkdirSync } from 'node:fs';
import { open, opendir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteRange, Storage, StoredEntry } from './storage.ts';
import { createTurns, type Turns } from './turns.ts';

/** An id, with `.part` behind it as long as it is being written. Whatever else lies in the folder is none of ours. */
const FILE_NAME = /^([0-9a-f]{32})(\.part)?$/;

/**
 * How many writes may be with the disk at once: one fewer than Node has threads for such work. A disk that falls behind would otherwise take
 * all of them, and hold up every other file that the process reads.
 */
const WRITES_AT_ONCE = Math.max(1, Number(process.env.UV_THREADPOOL_SIZE ?? 4) - 1);

/** Keeps each upload as a file named by its id in one folder, which is made where it is missing. */
export function createFolderStorage(folder: string): Storage {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const inTurn = createTurns(WRITES_AT_ONCE);
  const wholePath = (id: string) => join(folder, checked(id));
  const partPath = (id: string) => `${wholePath(id)}.part`;

  async function write(id: string, source: AsyncIterable<Uint8Array>): Promise<number> {
    try {
      const size = await writeSynced(partPath(id), source, inTurn);
      await rename(partPath(id), wholePath(id));
      // A new name is lasting only once the folder that holds it has reached the disk.
      await inTurn(() => syncFolder(folder));
      return size;
    } catch (error) {
      await remove(id);
      throw error;
    }
  }

  async function openStored(id: string, range?: ByteRange) {
    const file = await unlessMissing(open(wholePath(id), 'r'));
    return file?.createReadStream({ ...range });
  }

  async function remove(id: string): Promise<void> {
    await Promise.all([rm(partPath(id), { force: true }), rm(wholePath(id), { force: true })]);
  }

  async function* entries(): AsyncIterable<StoredEntry> {
    for await (const { name } of await opendir(folder)) {
      const [, id, part] = FILE_NAME.exec(name) ?? [];
      if (id === undefined) continue;
      const stats = await unlessMissing(stat(join(folder, name)));
      if (stats) yield { id, partial: part !== undefined, modified: stats.mtimeMs };
    }
  }

  async function free(): Promise<number> {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  }

  return { write, open: openStored, remove, entries, free };
}

async function writeSynced(path: string, source: AsyncIterable<Uint8Array>, inTurn: Turns): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    for await (const chunk of source) {
      await inTurn(() => file.appendFile(chunk));
      size += chunk.length;
      release(chunk);
    }
    await inTurn(() => file.sync());
    return size;
  } finally {
    await file.close();
  }
}

/**
 * Gives a chunk's memory back now: the garbage collector lets about 90 MB of such chunks gather before it looks. Only where the chunk is all of its
 * buffer; of another one the rest may be somebody else's.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function checked(id: string): string {
  if (FILE_NAME.exec(id)?.[1] === id) return id;
  throw new RangeError(`no id of an upload: ${JSON.stringify(id)}`);
}
