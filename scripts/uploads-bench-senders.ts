import { once } from 'node:events';
import { type OutgoingHttpHeaders, request } from 'node:http';

/**
 * A process that uploads so many files of so many bytes at once, as the message from its parent says, and tells it how
 * long they took and what the answers were.
 */
export type Order = { url: string; headers: OutgoingHttpHeaders; uploads: number; bytes: number };
export type Outcome = { seconds: number; statuses: number[] };

const BOUNDARY = 'a-boundary-that-no-file-has';
const HEAD = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="files"; filename="a.pdf"\r\ncontent-type: application/pdf\r\n\r\n%PDF-1.7\n`;
const TAIL = `\r\n--${BOUNDARY}--\r\n`;
const CHUNK = Buffer.alloc(65_536, 'All happy families are alike; ');

process.once('message', async ({ url, headers, uploads, bytes }: Order) => {
  const start = performance.now();
  const statuses = await Promise.all(Array.from({ length: uploads }, () => upload(url, headers, bytes)));
  process.send?.({ seconds: (performance.now() - start) / 1000, statuses } satisfies Outcome);
  process.disconnect?.();
});

async function upload(url: string, headers: OutgoingHttpHeaders, bytes: number): Promise<number> {
  const req = request(url, {
    method: 'POST',
    agent: false,
    headers: {
      ...headers,
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      'content-length': HEAD.length + bytes + TAIL.length,
    },
  });
  const answered = once(req, 'response');
  req.write(HEAD);
  for (let rest = bytes; rest > 0; rest -= CHUNK.length) {
    if (!req.write(CHUNK.subarray(0, rest))) await once(req, 'drain');
  }
  req.end(TAIL);
  const [res] = await answered;
  res.resume();
  await once(res, 'end');
  return res.statusCode;
}
