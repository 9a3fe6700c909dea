import { pipeline } from 'node:stream/promises';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Request, Response } from 'express';
import type { UploadRecord } from './records.ts';
import type { ByteRange, Storage } from './storage.ts';

/** What pipeline() calls a reader who leaves, amid the answer or before it. */
const LEFT = ['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE'];

/**
 * Sends an upload back as a file to be saved, whole or the one range that was asked for (RFC 9110, section 14). Whatever it holds, no browser
 * runs any of it in our name: it is an attachment, of the type that its content showed and no other, in a sandbox.
 */
export async function sendUpload(
  req: Request,
  res: Response,
  file: UploadRecord,
  storage: Storage,
): Promise<void> {
  // What is stored under an id never changes.
  res.set({ etag: `"${file.id}"`, 'cache-control': 'private, no-cache' });
  if (req.fresh) {
    res.status(304).end();
    return;
  }
  const range = wantedRange(req, res, file.size);
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  const content = await storage.open(file.id, range);
  if (!content) throw new ProblemError(404, 'Not Found', 'This file is gone.');
  try {
    // Not before it is sure that the answer is the file: an error is nothing to be saved.
    setFileHeaders(res, file);
    res.status(range ? 206 : 200).set('content-length', String(end - start + 1));
    if (range) res.set('content-range', `bytes ${start}-${end}/${file.size}`);
    if (req.method === 'HEAD') res.end();
    else await pipeline(content, res);
  } catch (error) {
    if (!LEFT.includes(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    // pipeline() leaves it open where the reader had gone before it began; and Node ends a process that forgets an open file.
    content.destroy();
  }
}

function setFileHeaders(res: Response, { name, type, at }: UploadRecord): void {
  res.attachment(name);
  res.set({
    'content-type': type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'accept-ranges': 'bytes',
    'last-modified': new Date(at).toUTCString(),
  });
}

// Several ranges at once would need a multipart answer; the whole file is as good an answer to them.
function wantedRange(req: Request, res: Response, size: number): ByteRange | undefined {
  const condition = req.headers['if-range'];
  if (condition !== undefined && condition !== res.get('etag')) return undefined;
  const ranges = req.range(size);
  if (ranges === -1) {
    throw new ProblemError(416, 'Range Not Satisfiable', `The file has ${size} bytes.`, {
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1)
    return undefined;
  return ranges[0];
}
