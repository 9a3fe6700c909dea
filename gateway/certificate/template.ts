import { closeSync, openSync, read, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Base } from './increment.ts';

/** What a download needs to know of the template, read once. */
export type Template = Base & {
  /** The objects that a download replaces: the form with the fields, which is empty, and the XMP metadata. */
  readonly form: number;
  readonly metadata: number;
};

/** The template can't be built upon. */
export class TemplateError extends Error {
  constructor(fault: string) {
    super(`the certificate's template ${fault}`);
    this.name = 'TemplateError';
  }
}

/** In bytes. */
const PIECE = 65_536;

/** The template that scripts/draw-certificate.ts draws. */
export const templateFile = fileURLToPath(new URL('./template.pdf', import.meta.url));

/**
 * Finds in a PDF file what an increment needs. The file must have one plain cross-reference table, as pdfkit writes it.
 *
 * @throws TemplateError when something is missing, or the table doesn't point at the objects.
 */
export function readTemplate(bytes: Buffer): Template {
  const text = bytes.toString('latin1');
  const xref = Number(found(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text), 'does not end with startxref'));
  const tail = text.slice(xref);
  if (!tail.startsWith('xref')) throw new TemplateError(`has no cross-reference table at ${xref}`);
  if (/\/(Prev|Encrypt)\b/.test(tail))
    throw new TemplateError('has been changed or encrypted since it was drawn');
  const trailer = (name: string) =>
    Number(found(new RegExp(`/${name} (\\d+)`).exec(tail), `has no /${name} in its trailer`));
  const [size, root, info] = [trailer('Size'), trailer('Root'), trailer('Info')] as const;
  const objects = objectsOf(text, tail, size);
  const refersTo = (pattern: RegExp, name: string) => {
    const object = objects.find((body) => pattern.test(body)) ?? '';
    return Number(found(new RegExp(`/${name} (\\d+) 0 R`).exec(object), `refers to no /${name}`));
  };
  const template: Template = {
    length: bytes.length,
    xref,
    size,
    root,
    info,
    id: found(/\/ID \[<([\da-f]+)>/i.exec(tail), 'has no identifier'),
    form: refersTo(/\/XObject <</, 'Fields'),
    metadata: refersTo(/\/Type \/Catalog/, 'Metadata'),
  };
  for (const [name, object, pattern] of [
    ['form', template.form, /\/Subtype \/Form/],
    ['metadata', template.metadata, /\/Type \/Metadata/],
    ['catalogue', root, /\/Type \/Catalog/],
  ] as const) {
    if (!pattern.test(objects[object] ?? '')) throw new TemplateError(`has no ${name} as object ${object}`);
  }
  return template;
}

export type TemplateFile = {
  readonly template: Template;
  /** Reads it from the disk, piece by piece, so that a download holds no more than one piece. */
  read(): AsyncGenerator<Uint8Array>;
  close(): void;
};

/**
 * Opens the template for as long as the process lives: a newer file of the same name is another file, and what is known of
 * this one stays true. Synchronous: call it once, at start.
 *
 * @throws TemplateError when it can't be built upon.
 */
export function openTemplate(file: string = templateFile): TemplateFile {
  const fd = openSync(file, 'r');
  try {
    const template = readTemplate(readFileSync(fd));
    return {
      template,
      read: () => readPieces(fd, template.length),
      close: () => closeSync(fd),
    };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

const readAt = promisify(read);

// Not a ReadStream: when a reader leaves it is destroyed, and closes the descriptor of everybody, `autoClose` or not.
async function* readPieces(fd: number, length: number): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < length; ) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE, length - position));
    const { bytesRead } = await readAt(fd, piece, 0, piece.length, position);
    if (bytesRead === 0) throw new TemplateError(`ends at ${position}, before its ${length} bytes`);
    yield piece.subarray(0, bytesRead);
    position += bytesRead;
  }
}

/** The text of each object by number, up to where a stream begins; checked against the table. */
function objectsOf(text: string, tail: string, size: number): string[] {
  const [, table = ''] = /^xref\s+0 \d+\s+([^t]*)trailer/.exec(tail) ?? [];
  const entries = [...table.matchAll(/(\d{10}) (\d{5}) ([nf])\s+/g)];
  if (entries.length !== size) throw new TemplateError(`has ${entries.length} objects instead of ${size}`);
  return entries.map(([, offset, generation, kind], object) => {
    if (kind === 'f') return '';
    const from = Number(offset);
    if (generation !== '00000' || !text.startsWith(`${object} 0 obj`, from)) {
      throw new TemplateError(`has no object ${object} at ${from}`);
    }
    return text.slice(from, text.indexOf('endobj', from)).split('\nstream')[0] ?? '';
  });
}

function found(match: RegExpExecArray | null, fault: string): string {
  if (match?.[1] === undefined) throw new TemplateError(fault);
  return match[1];
}
