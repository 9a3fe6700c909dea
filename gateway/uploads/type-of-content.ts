import { fileTypeFromBuffer, supportedMimeTypes } from 'file-type';

/** How many of a file's first bytes tell its type. */
export const SAMPLE_BYTES = 4100;

/** Every media type that content can be told by. */
export const knownTypes: ReadonlySet<string> = new Set([...supportedMimeTypes, 'text/plain']);

/**
 * What a file is by its first bytes, whatever its sender calls it: its media type, or undefined where it is nothing known.
 * Text is what is valid UTF-8 without control characters (but tab, line feed, form feed and carriage return) and is nothing else.
 */
export async function typeOfContent(sample: Uint8Array): Promise<string | undefined> {
  // Bytes that are made to look like a format may end its parser in any error: then they aren't that format.
  const found = await fileTypeFromBuffer(sample).catch(() => undefined);
  return found?.mime ?? (isText(sample) ? 'text/plain' : undefined);
}

function isText(sample: Uint8Array): boolean {
  try {
    // As a stream: a character that the sample's end cuts in two is no fault.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
    return !/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text);
  } catch {
    return false;
  }
}
