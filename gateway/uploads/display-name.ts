/** The longest name, in bytes of UTF-8: what common file systems take. */
const MAX_BYTES = 255;

/** Nothing that could be seen but dots. */
const UNSEEN = /^[.\p{C}\p{M}\p{Z}]*$/u;

/** An extension that a shortened name keeps. */
const EXTENSION = /\.[\p{L}\p{N}]{1,16}$/u;

/**
 * The name under which a reader's file is listed and handed out again: the reader's own, in any script, as one line of
 * at most 255 bytes. Without folders, control characters, and characters that change the direction of what follows,
 * which make `exe.gpj` look like `jpg.exe`. Never a path, and never part of one.
 */
export function displayName(given: string): string {
  const clean = given
    .toWellFormed()
    .normalize('NFC')
    .replace(/^.*[/\\]/su, '')
    // The invisible (\p{Cf}), directions among it, but for the joiners and tags that scripts and emoji are written with.
    .replace(/(?!\u200c|\u200d|[\u{e0020}-\u{e007f}])[\p{Cf}\p{Co}]/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
  return shorten(UNSEEN.test(clean) ? 'file' : clean);
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = EXTENSION.exec(name)?.[0] ?? '';
  const stem = name.slice(0, name.length - extension.length);
  let rest = MAX_BYTES - Buffer.byteLength(`…${extension}`);
  let kept = '';
  // No letter is parted from its accents. A name can't be longer than the header it came in: 16 kB.
  for (const { segment } of new Intl.Segmenter().segment(stem)) {
    rest -= Buffer.byteLength(segment);
    if (rest < 0) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…${extension}`;
}
