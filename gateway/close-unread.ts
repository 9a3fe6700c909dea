import type { Request, Response } from 'express';

/** How long the sender has to take its answer before the connection is closed, in milliseconds. */
const LINGER = 1000;

/**
 * Makes the answer the last of its connection, without reading what the sender has still to send; nothing changes where all
 * of it has arrived. The connection closes a moment after the answer: at once would reset it, which can cost the sender the
 * answer (RFC 9112, section 9.6).
 */
export function closeUnread(req: Request, res: Response): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = req.headers;
  if (req.complete || (length === '0' && encoding === undefined)) return;
  res.set('connection', 'close');
  // Node reads a body to its end that nobody has begun to read, to throw it away. This begins, and goes no further than one buffer.
  req.read(0);
  const { socket } = req;
  socket.destroySoon = function destroyLater() {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER).unref();
  };
}
