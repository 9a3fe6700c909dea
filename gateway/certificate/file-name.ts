import { cleanText } from './clean-text.ts';

/** A name may be 255 bytes long on most file systems; this leaves room for four bytes a character, and the rest of it. */
const LONGEST = 50;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The name under which a certificate is saved: the book's title without what some file system doesn't take. */
export function certificateFileName(title: string): string {
  const allowed = cleanText(title).replace(/[/\\:*?"<>|]/g, '-');
  const short: string[] = [];
  for (const { segment } of graphemes.segment(allowed)) {
    if (short.join('').length + segment.length > LONGEST) break;
    short.push(segment);
  }
  return `${short.join('').trim()} - certificate.pdf`;
}
