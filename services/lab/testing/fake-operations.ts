import type { TestContext } from 'node:test';
import { listenFor } from './fake-gateway.ts';

/** What the fake gateway's operations port says of it. */
export const gatewaySettings = {
  PAGE_BUDGET: 2000,
  UPSTREAM_TIMEOUT: 1500,
  BREAKER_THRESHOLD: 50,
  BREAKER_VOLUME: 10,
  BREAKER_WINDOW: 10_000,
  BREAKER_RESET: 5000,
  HEDGE_PERCENTILE: 95,
  HEDGE_BUDGET: 5,
  BULKHEAD_LIMIT: 512,
  BULKHEAD_QUEUE: 512,
  BLOCKING_WORKERS: 2,
  BLOCKING_QUEUE: 100,
  strategies: [
    { name: 'sequential', title: 'One after another', description: 'It awaits one, then the next.' },
  ],
  breakers: { promo: 'closed', recommendation: 'closed' },
};

/** Operations ports of a gateway and a service in one; `metrics` is what the gateway's `/metrics` says, `asked` what was sent to `/latency`. */
export async function startFakeOperations(t: TestContext) {
  const state = { metrics: '', asked: [] as string[] };
  const setting = { latency: 'fixed:5', faults: 'none' };
  const url = await listenFor(t, async (req, res) => {
    if (req.url === '/metrics') return res.end(state.metrics);
    if (req.url === '/settings') return res.end(JSON.stringify(gatewaySettings));
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = String(Buffer.concat(chunks));
    if (req.method !== 'GET') state.asked.push(`${req.method} ${body}`);
    if (body.includes('gauss'))
      return res.writeHead(400).end('{"detail":"latency: no distribution \\"gauss\\""}');
    return res.end(JSON.stringify({ ...setting, expiresAt: null, start: setting }));
  });
  return Object.assign(state, { url });
}
