import type { Readable } from 'node:stream';

/** What is stored under an id, whole or in the making. */
export type StoredEntry = {
  readonly id: string;
  /** Still being written, or left so by a process that died. */
  readonly partial: boolean;
  /** When it last grew, in milliseconds since 1970. */
  readonly modified: number;
};

/** Bytes `start` to `end`, both included. */
export type ByteRange = { readonly start: number; readonly end: number };

/** Where the content of uploads is kept: a local folder today, an object store with the same functions tomorrow. */
export type Storage = {
  /**
   * Stores all of a source under an id that is new. The chunks are its own: once written they may be emptied. When it returns, what it wrote is whole and outlasts a power cut; when it throws,
   * nothing is left under that id.
   *
   * @returns how many bytes there were.
   */
  write(id: string, source: AsyncIterable<Uint8Array>): Promise<number>;
  /** Opens what is stored whole under an id; undefined where there is nothing. */
  open(id: string, range?: ByteRange): Promise<Readable | undefined>;
  /** Removes whatever there is under an id, if anything. */
  remove(id: string): Promise<void>;
  /** Everything that is stored, in no order. */
  entries(): AsyncIterable<StoredEntry>;
  /** How many bytes more can be stored. */
  free(): Promise<number>;
};
