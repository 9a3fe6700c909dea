import { xrefSection } from './xref.ts';

/** What an increment follows: how long the file is, and what its last trailer says. */
export type Base = {
  /** In bytes. */
  readonly length: number;
  /** Where its last cross-reference section begins. */
  readonly xref: number;
  /** One more than the highest object number. */
  readonly size: number;
  readonly root: number;
  readonly info: number;
  /** The first half of its identifier, in hexadecimal. */
  readonly id: string;
};

export type Increment = {
  /** Takes the next free object number. */
  reserve(): number;
  /** Writes an object, new or instead of an older one of the same number. */
  write(object: number, body: string): void;
  writeStream(object: number, entries: string, data: Uint8Array): void;
  /** The bytes to append, with the second half of the identifier of the file that they make. */
  end(id: string): Buffer;
};

/** An incremental update (ISO 32000-1, 7.5.6): nothing of what it follows changes, so no offset of it does. */
export function createIncrement(base: Base): Increment {
  const chunks: Buffer[] = [];
  const offsets = new Map<number, number>();
  let length = base.length;
  let size = base.size;

  function push(...parts: (string | Uint8Array)[]): void {
    for (const part of parts) {
      const chunk =
        typeof part === 'string'
          ? Buffer.from(part, 'latin1')
          : Buffer.from(part.buffer, part.byteOffset, part.length);
      chunks.push(chunk);
      length += chunk.length;
    }
  }

  function begin(object: number): void {
    offsets.set(object, length);
    push(`${object} 0 obj\n`);
  }

  // The file before it may not end with a line break.
  push('\n');
  return {
    reserve() {
      size += 1;
      return size - 1;
    },
    write(object, body) {
      begin(object);
      push(`${body}\nendobj\n`);
    },
    writeStream(object, entries, data) {
      begin(object);
      push(`<< ${entries} /Length ${data.length} >>\nstream\n`, data, '\nendstream\nendobj\n');
    },
    end(id) {
      const start = length;
      push(xrefSection(offsets));
      push(
        `trailer\n<< /Size ${size} /Root ${base.root} 0 R /Info ${base.info} 0 R /Prev ${base.xref} /ID [<${base.id}> <${id}>] >>\n`,
      );
      push(`startxref\n${start}\n%%EOF\n`);
      return Buffer.concat(chunks);
    },
  };
}
