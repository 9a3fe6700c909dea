import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/**
 * A server on loopback that behaves as told, and may be told anew; `calls` counts the requests that reached it, `open` those
 * not yet over.
 *
 * @param uncounted what answers a request that is not counted; undefined for one that is
 */
export async function startServer(
  t: TestContext,
  behave: RequestListener,
  uncounted: (req: IncomingMessage) => RequestListener | undefined = () => undefined,
) {
  const state = { calls: 0, open: 0, behave };
  const server = createServer((req, res) => {
    const aside = uncounted(req);
    if (aside) return aside(req, res);
    state.calls += 1;
    state.open += 1;
    res.once('close', () => {
      state.open -= 1;
    });
    state.behave(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, { url: `http://127.0.0.1:${port}` });
}
