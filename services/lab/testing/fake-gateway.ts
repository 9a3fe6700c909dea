import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A page as the fake gateway saw it asked for. */
export type Asked = { readonly strategy: string; readonly headers: IncomingHttpHeaders };

/** A server on a free port of loopback that ends with the test; gives its address. */
export async function listenFor(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stands in for the gateway where only its answers matter: every page but `/home/unknown` is there at once, or after what `delay` says, in milliseconds. */
export async function startFakeGateway(
  t: TestContext,
  {
    lab = true,
    delay = () => 0,
    timing = () => 'promo;dur=1;desc="fresh", bound;dur=1, overhead;dur=0.5, total;dur=1.5',
  }: {
    lab?: boolean;
    delay?: (asked: Asked) => number;
    timing?: (asked: Asked) => string;
  } = {},
): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const url = await listenFor(t, (req, res) => {
    const page = { strategy: String(req.url).replace('/home/', ''), headers: req.headers };
    if (lab && req.headers['x-latency-seed'] === 'none') return res.writeHead(400).end();
    if (page.strategy === 'unknown')
      return res.writeHead(404).end('{"detail":"There is no strategy \\"unknown\\"."}');
    asked.push(page);
    const ms = delay(page);
    const answer = () => res.writeHead(200, { 'server-timing': timing(page) }).end('<p>A page</p>');
    return ms === 0 ? answer() : setTimeout(answer, ms);
  });
  return { url, asked };
}

/** Runs until it is aborted. */
export const never = new AbortController().signal;
