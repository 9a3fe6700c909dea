import type { Readable } from 'node:stream';

/**
 * Calls `take` with every line of a stream, the last one even if it has no end. Lines end at `\n` only: `node:readline`
 * also ends them at U+2028, which a JSON text may hold, and would cut a log line in two.
 */
export function eachLine(stream: Readable, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', function split(chunk: string) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line.endsWith('\r') ? line.slice(0, -1) : line);
  });
  stream.once('close', function takeRest() {
    if (rest !== '') take(rest);
  });
}
