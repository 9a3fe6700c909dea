import { connect } from 'node:net';

/** What came down the wire, and how it ended. */
export interface RawAnswer {
  /** Status line and headers, in lower case; empty where nothing came. */
  head: string;
  /** As sent: without chunks taken apart. */
  body: Buffer;
  /** An orderly end, or the error's code. */
  ended: string;
}

/** GET by hand, for tests that look at how an answer breaks: a client library would hide it. */
export function rawCall(url: string, path: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const { hostname, port, host } = new URL(url);
  const lines = Object.entries({ host, connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let ended = 'end';
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      ended = error.code ?? error.message;
    });
    socket.on('close', () => {
      const all = Buffer.concat(chunks);
      const at = all.indexOf('\r\n\r\n');
      const head = at < 0 ? '' : all.toString('latin1', 0, at).toLowerCase();
      resolve({ head, body: at < 0 ? all : all.subarray(at + 4), ended });
    });
  });
}
