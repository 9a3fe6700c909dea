import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';

/** What came of one request; `ms` counts from when it should have been sent. */
export type Sample = { readonly ms: number; readonly status: number };

/**
 * Open-loop load: request `i` is sent `i / rate` seconds after the start whatever became of those before it, and timed
 * from that instant, so that a stall of the server is not hidden by the requests that it kept from being sent
 * (coordinated omission). A request that gets no answer has status 0.
 */
export async function openLoop(
  count: number,
  rate: number,
  request: (i: number) => { url: string; headers?: OutgoingHttpHeaders },
): Promise<Sample[]> {
  const agent = new Agent({ keepAlive: true });
  const start = performance.now();
  const samples: Promise<Sample>[] = [];
  while (samples.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - start) * rate) / 1000) + 1);
    while (samples.length < due) {
      const i = samples.length;
      samples.push(sample(request(i), start + (i * 1000) / rate, agent));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const all = await Promise.all(samples);
  agent.destroy();
  return all;
}

/** The smallest value that at least `q` of all are not above; the samples' order doesn't matter. */
export function quantile(samples: readonly Sample[], q: number): number {
  const sorted = samples.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

async function sample(
  { url, headers = {} }: { url: string; headers?: OutgoingHttpHeaders },
  due: number,
  agent: Agent,
): Promise<Sample> {
  let status = 0;
  try {
    const [message] = (await once(get(url, { agent, headers }), 'response')) as [IncomingMessage];
    message.resume();
    await once(message, 'end');
    status = message.statusCode ?? 0;
  } catch {
    // Status 0 says it.
  }
  return { ms: performance.now() - due, status };
}
