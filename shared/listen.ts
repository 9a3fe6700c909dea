import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How long an idle connection is kept for its next request, in milliseconds. Longer than any client of ours keeps one
 * (`CLIENT_KEEP_ALIVE`), so that a server never closes a connection on which a request is about to be sent.
 */
const SERVER_KEEP_ALIVE = 65_000;

/** What no honest sender of a small body exceeds, in milliseconds. */
const REQUEST_TIMEOUT = 60_000;

/**
 * How many connections may wait to be accepted, where the system allows as many (`net.core.somaxconn`). One that finds no room
 * is tried again a second later, or seconds: Node's own 511 are full before a busy process has had its next turn.
 */
const BACKLOG = 4096;

/** How long our clients keep an idle connection, in milliseconds. */
export const CLIENT_KEEP_ALIVE = 20_000;

/** Raised when a port can't be listened on; `variable` is the one that chooses it. */
export class ListenError extends Error {
  readonly variable: string;
  readonly port: number;

  constructor(variable: string, port: number, host: string, cause: NodeJS.ErrnoException) {
    const byHost = NOT_OUR_HOST.includes(cause.code ?? '');
    const blamed = byHost ? 'HOST' : variable;
    super(`${whyNot(port, host, cause)}; choose another with ${blamed}`, { cause });
    this.name = 'ListenError';
    this.variable = blamed;
    this.port = port;
  }
}

const NOT_OUR_HOST = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'];

function whyNot(port: number, host: string, { code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return `port ${port} on ${host} is taken`;
  if (code === 'EACCES') return `port ${port} on ${host} is not allowed to this user`;
  if (NOT_OUR_HOST.includes(code)) return `${host} is no address of this machine`;
  return `cannot listen on ${host}:${port} (${code || message})`;
}

export type Listener = {
  port: number;
  url: string;
  /** Takes no new connection, lets what is in flight finish within `limit` milliseconds, then cuts it off. Tells how many were cut off. */
  close(limit: number): Promise<number>;
};

/**
 * Listens with an app.
 *
 * @param variable the name of the environment variable that holds the port, for the error.
 * @param requestTimeout how long a request may take to arrive, body and all, in milliseconds; a minute unless set
 * @throws ListenError when the port is taken or not allowed.
 */
export async function listen(
  app: RequestListener,
  host: string,
  port: number,
  variable: string,
  requestTimeout = REQUEST_TIMEOUT,
): Promise<Listener> {
  const server = createServer({
    keepAliveTimeout: SERVER_KEEP_ALIVE,
    headersTimeout: 15_000,
    requestTimeout,
  });
  const drain = drainer(server);
  server.on('request', app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new ListenError(variable, port, host, error)));
    server.listen(port, host, BACKLOG, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { port: address.port, url: `http://${name}:${address.port}`, close: drain };
}

// Knows what is in flight, tells its callers in time that their connection ends, and closes each when its answer has left.
function drainer(server: Server): (limit: number) => Promise<number> {
  const inFlight = new Set<ServerResponse>();
  let closing = false;
  server.on('request', (_req, res) => {
    inFlight.add(res);
    if (closing) res.setHeader('connection', 'close');
    res.once('close', () => {
      inFlight.delete(res);
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  });
  return async function close(limit) {
    closing = true;
    for (const res of inFlight) if (!res.headersSent) res.setHeader('connection', 'close');
    let cutOff = 0;
    const timer = setTimeout(() => {
      cutOff = inFlight.size;
      server.closeAllConnections();
    }, limit);
    try {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    } finally {
      clearTimeout(timer);
    }
    return cutOff;
  };
}
