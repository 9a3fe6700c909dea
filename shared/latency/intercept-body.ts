import type { Response } from 'express';

/**
 * Holds back what the handlers to come write, and hands it to `deliver` once it is whole, with the response as it was before: status and
 * headers set, nothing sent, `write` and `end` its own again.
 */
export function interceptBody(res: Response, deliver: (body: Buffer) => void): void {
  const { write, end } = res;
  const chunks: Buffer[] = [];
  function keep(chunk: unknown, encoding: unknown) {
    if (typeof chunk === 'string') chunks.push(Buffer.from(chunk, toEncoding(encoding)));
    else if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  }
  function keepPart(chunk: unknown, encoding: unknown, ...rest: unknown[]) {
    keep(chunk, encoding);
    const written = [encoding, ...rest].find((argument) => typeof argument === 'function');
    if (written) process.nextTick(written);
    return true;
  }
  function keepLast(chunk: unknown, encoding: unknown, ...rest: unknown[]) {
    keep(chunk, encoding);
    const finished = [chunk, encoding, ...rest].find((argument) => typeof argument === 'function');
    if (finished) res.once('finish', finished as () => void);
    Object.assign(res, { write, end });
    deliver(Buffer.concat(chunks));
    return res;
  }
  Object.assign(res, { write: keepPart, end: keepLast });
}

function toEncoding(encoding: unknown): BufferEncoding {
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
}
