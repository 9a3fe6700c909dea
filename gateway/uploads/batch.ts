import { randomBytes } from 'node:crypto';
import { addAbortSignal, type Readable } from 'node:stream';
import { displayName } from './display-name.ts';
import type { Amount, Records, UploadRecord } from './records.ts';
import { bytesText, UploadRejected } from './rejection.ts';
import { takeSample } from './sample.ts';
import type { Storage } from './storage.ts';
import { SAMPLE_BYTES, typeOfContent } from './type-of-content.ts';

type BatchParts = {
  readonly reader: string;
  readonly storage: Storage;
  readonly records: Records;
  /** The media types that are taken. */
  readonly types: readonly string[];
  /** What the reader may keep in all. */
  readonly limit: Amount;
  /** The ids that are being written, which no sweep may touch. */
  readonly busy: Set<string>;
};

export type Batch = ReturnType<typeof openBatch>;

/** The files of one request: in the end either all of them are stored and recorded, or none is. */
export function openBatch({ reader, storage, records, types, limit, busy }: BatchParts) {
  const stop = new AbortController();
  const ids: string[] = [];
  const files: Promise<UploadRecord>[] = [];

  async function store(given: string, source: Readable): Promise<UploadRecord> {
    const name = displayName(given);
    const { sample, whole } = await takeSample(addAbortSignal(stop.signal, source), SAMPLE_BYTES);
    if (sample.length === 0) throw new UploadRejected('empty', `The file “${name}” is empty.`);
    const type = await typeOfContent(sample);
    if (type === undefined || !types.includes(type)) {
      source.destroy();
      throw new UploadRejected('type', wrongType(name, type, types));
    }
    const id = randomBytes(16).toString('hex');
    ids.push(id);
    busy.add(id);
    const size = await storage.write(id, whole);
    return { id, reader, name, type, size, at: Date.now() };
  }

  /** Stores one file. @throws UploadRejected where it is of no type that is taken. */
  function add(name: string, source: Readable): Promise<UploadRecord> {
    const file = store(name, source);
    files.push(file);
    return file;
  }

  /** Records all files. @throws UploadRejected where the reader would then keep too much. */
  async function commit(): Promise<UploadRecord[]> {
    const stored = await Promise.all(files);
    if (stored.length === 0) throw new UploadRejected('empty', 'The form has no file in it.');
    if (!(await records.add(stored, limit))) throw new UploadRejected('quota', quotaText(limit));
    release();
    return stored;
  }

  /** Stops what is still being written, and removes every trace of the rest. */
  async function abandon(): Promise<void> {
    stop.abort();
    await Promise.allSettled(files);
    await Promise.allSettled(ids.map((id) => storage.remove(id)));
    release();
  }

  function release(): void {
    for (const id of ids) busy.delete(id);
  }
  return { add, commit, abandon };
}

/** What a reader is told who has no room left. */
export function quotaText({ files, bytes }: Amount): string {
  return `A reader may keep ${files} files and ${bytesText(bytes)}; with this there would be more.`;
}

function wrongType(name: string, type: string | undefined, types: readonly string[]): string {
  const found = type === undefined ? 'none that we know' : type;
  return `By its content the type of “${name}” is ${found}; we take ${types.join(', ')}.`;
}
