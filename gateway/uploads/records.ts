/** What is known of an upload. */
export type UploadRecord = {
  /** 32 hexadecimal digits, random; also what its content is stored under. */
  readonly id: string;
  /** The reader it belongs to. */
  readonly reader: string;
  /** The reader's own name for it, to be shown. */
  readonly name: string;
  /** Its media type, as its content shows it. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** When it was complete, in milliseconds since 1970. */
  readonly at: number;
};

/** How many files there are, or may be, and how many bytes they hold. */
export type Amount = { readonly files: number; readonly bytes: number };

/** Where uploads are recorded: SQLite today, PostgreSQL with the same functions tomorrow. */
export type Records = {
  /** Records all of one reader's files, or none where the reader would then keep more than `limit`. Tells whether it did. */
  add(files: readonly UploadRecord[], limit: Amount): Promise<boolean>;
  /** A reader's files, the latest first. */
  list(reader: string): Promise<UploadRecord[]>;
  find(id: string): Promise<UploadRecord | undefined>;
  /** Forgets a file; tells whether it was known. */
  remove(id: string): Promise<boolean>;
  /** What a reader keeps; what all keep where none is named. */
  amount(reader?: string): Promise<Amount>;
  /** The ids of all files recorded before an instant, in milliseconds since 1970. */
  idsBefore(at: number): Promise<string[]>;
  close(): void;
};
