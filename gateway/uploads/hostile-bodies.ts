import { BROKEN_DISPOSITIONS, BROKEN_HEADERS, BROKEN_TYPES, NAMES, PLAIN_HEADERS } from './hostile-parts.ts';

/** A request as no browser sends it. */
export type Hostile = {
  readonly what: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** Whether it is nevertheless a form that there is nothing wrong with. */
  readonly valid: boolean;
};

const TYPE = 'multipart/form-data; boundary=b';
const CRLF = '\r\n';

/** A file's part, up to its content; names are bytes, not characters. */
function filePart(disposition: string, content = 'text', headers = ''): string {
  return `--b${CRLF}content-disposition: ${disposition}${CRLF}${headers}${CRLF}${content}${CRLF}`;
}

const NAMED = 'form-data; name="files"; filename="a.txt"';
const GOOD = `${filePart(NAMED, 'All happy families are alike;')}--b--${CRLF}`;

/** The whole corpus. */
export function hostileBodies(): Hostile[] {
  return [...byName(), ...byHeader(), ...byType(), ...byStructure(), ...byNumber(), ...truncated()];
}

function hostile(what: string, body: string | Buffer, valid = false, contentType = TYPE): Hostile {
  return { what, contentType, body: Buffer.from(body as string), valid };
}

function byName(): Hostile[] {
  return NAMES.map((name) =>
    // What is nothing but a folder has no name, and a part without one is no file.
    hostile(
      `the name ${name.slice(0, 60)}`,
      `${filePart(`form-data; name="files"; filename="${name}"`)}--b--\r\n`,
      !/(^|[/\\])\.{0,2}$/.test(name),
    ),
  );
}

function byHeader(): Hostile[] {
  return [
    ...BROKEN_DISPOSITIONS.map((each) =>
      hostile(`the disposition ${each.slice(0, 60)}`, `${filePart(each)}--b--\r\n`),
    ),
    ...BROKEN_HEADERS.map((each) =>
      hostile(`the header ${JSON.stringify(each.slice(0, 30))}`, `${filePart(NAMED, 'text', each)}--b--\r\n`),
    ),
    ...PLAIN_HEADERS.map((each) =>
      hostile(`the header ${each}`, `${filePart(NAMED, 'text', `${each}\r\n`)}--b--\r\n`, true),
    ),
  ];
}

function byType(): Hostile[] {
  return BROKEN_TYPES.map((type) => hostile(`the type ${type.slice(0, 60)}`, GOOD, false, type));
}

function byStructure(): Hostile[] {
  const inner =
    '--inner\r\ncontent-disposition: form-data; name="files"; filename="inner.txt"\r\n\r\nx\r\n--inner--';
  return [
    hostile('nothing', ''),
    hostile('only an end', '--b--\r\n'),
    hostile('only a boundary', '--b\r\n'),
    hostile('a thousand line ends', '\r\n'.repeat(1000)),
    hostile('noise', Buffer.alloc(100_000, 0xa5)),
    hostile('zeros', Buffer.alloc(100_000)),
    hostile('text', 'All happy families are alike; '.repeat(3000)),
    hostile('only dashes', '-'.repeat(100_000)),
    hostile('only boundaries', '--b'.repeat(10_000)),
    hostile('only boundaries, in lines', '--b\r\n'.repeat(3)),
    hostile('line feeds alone', GOOD.replaceAll('\r\n', '\n')),
    hostile('carriage returns alone', GOOD.replaceAll('\r\n', '\r')),
    hostile('no end', GOOD.replace('--b--', '--b')),
    hostile('an end with one dash', GOOD.replace('--b--', '--b-')),
    hostile('another boundary at the end', GOOD.replace('--b--', '--c--')),
    hostile('no headers', '--b\r\n\r\ntext\r\n--b--\r\n'),
    hostile('no content', '--b\r\ncontent-disposition: form-data; name="files"; filename="a"\r\n--b--\r\n'),
    hostile('an empty file', `${filePart(NAMED, '')}--b--\r\n`),
    hostile('an empty file behind a whole one', `${filePart(NAMED)}${filePart(NAMED, '')}--b--\r\n`),
    hostile(
      'a program behind a whole one',
      `${filePart(NAMED)}${filePart(NAMED, '\x7fELF\x02\x01\x01\0')}--b--\r\n`,
    ),
    hostile('NUL in the text', `${filePart(NAMED, 'a\0b')}--b--\r\n`),
    hostile('UTF-16', Buffer.from(GOOD, 'utf16le')),
    hostile('UTF-8 with a byte order mark before it', `\ufeff${GOOD}`),
    hostile('the boundary in the data, amid a line', `${filePart(NAMED, 'a --b--\r\nb')}--b--\r\n`, true),
    hostile('the boundary in the data, at a line', `${filePart(NAMED, 'a\r\n--b\r\nb')}--b--\r\n`),
    hostile(
      'almost the boundary in the data',
      `${filePart(NAMED, 'a\r\n--\r\n--c\r\n-b\r\n--B')}--b--\r\n`,
      true,
    ),
    hostile('a form in a file', `${filePart(NAMED, inner)}--b--\r\n`, true),
    hostile(
      'a form in a part',
      `${filePart('form-data; name="files"', inner, 'content-type: multipart/mixed; boundary=inner\r\n')}--b--\r\n`,
    ),
    hostile('a preamble', `for old readers\r\n${GOOD}`, true),
    hostile('something behind the end', `${GOOD}${'x'.repeat(10_000)}`, true),
    hostile('a second form behind the end', `${GOOD}${GOOD}`, true),
    hostile('the same field twice', `${filePart(NAMED)}${filePart(NAMED)}--b--\r\n`, true),
    hostile(
      'the disposition twice',
      `--b\r\ncontent-disposition: ${NAMED}\r\ncontent-disposition: form-data; name="x"\r\n\r\ntext\r\n--b--\r\n`,
      true,
    ),
    hostile(
      'the name twice',
      `${filePart('form-data; name="files"; name="x"; filename="a"; filename="b"')}--b--\r\n`,
      true,
    ),
  ];
}

function byNumber(): Hostile[] {
  const field = (n: number, value = 'v') =>
    `--b\r\ncontent-disposition: form-data; name="f${n}"\r\n\r\n${value}\r\n`;
  const repeat = (count: number, part: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => part(n)).join('');
  return [
    hostile('10,000 parts', `${repeat(10_000, (n) => field(n))}--b--\r\n`),
    hostile('10,000 parts without headers', `${'--b\r\n\r\n\r\n'.repeat(10_000)}--b--\r\n`),
    hostile('10,000 files', `${repeat(10_000, () => filePart(NAMED))}--b--\r\n`),
    hostile('21 files', `${repeat(21, () => filePart(NAMED))}--b--\r\n`),
    hostile('20 files', `${repeat(20, () => filePart(NAMED))}--b--\r\n`, true),
    hostile('9 fields and a file', `${repeat(9, (n) => field(n))}${GOOD}`),
    hostile('8 fields and a file', `${repeat(8, (n) => field(n))}${GOOD}`, true),
    hostile(
      '8 fields and 21 files',
      `${repeat(8, (n) => field(n))}${repeat(21, () => filePart(NAMED))}--b--\r\n`,
    ),
    hostile('a long field', `${field(1, 'v'.repeat(1025))}${GOOD}`),
    hostile('a field of a megabyte', `${field(1, 'v'.repeat(1_048_576))}${GOOD}`),
    hostile('the same field eight times', `${field(1).repeat(8)}${GOOD}`, true),
    hostile('a field without file', `${field(1)}--b--\r\n`),
    hostile('a file over the limit', `${filePart(NAMED, 'x'.repeat(2_000_001))}--b--\r\n`),
    hostile('a request over the limit', `${filePart(NAMED, 'x'.repeat(3_000_000))}--b--\r\n`),
  ];
}

function truncated(): Hostile[] {
  return Array.from({ length: GOOD.length - 4 }, (_, length) =>
    hostile(`cut off after ${length} bytes`, GOOD.slice(0, length)),
  );
}
