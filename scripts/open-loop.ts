import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { Agent, type Dispatcher, request } from 'undici';

/** What came of one request; both times count from when it should have been sent, in milliseconds. */
export type Sample = {
  /** When its answer had arrived whole. */
  readonly ms: number;
  /** When it was sent: the load generator's own part in `ms`. */
  readonly sentMs: number;
  readonly status: number;
};

/** A request of open-loop load, and the headers that it carries. */
type Asked = { readonly url: string; readonly headers?: Readonly<Record<string, string>> };

/**
 * Open-loop load: request `i` is sent `i / rate` seconds after the start whatever became of those before it, and timed
 * from that instant, so that a stall of the server is not hidden by the requests that it kept from being sent
 * (coordinated omission). A request that gets no answer has status 0.
 */
export async function openLoop(count: number, rate: number, ask: (i: number) => Asked): Promise<Sample[]> {
  const agent = new Agent({ connectTimeout: 60_000, headersTimeout: 0, bodyTimeout: 0 });
  const start = performance.now();
  const samples: Promise<Sample>[] = [];
  while (samples.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - start) * rate) / 1000) + 1);
    while (samples.length < due) {
      const i = samples.length;
      samples.push(sample(ask(i), start + (i * 1000) / rate, agent));
    }
    await until(start + (samples.length * 1000) / rate);
  }
  const all = await Promise.all(samples);
  await agent.destroy();
  return all;
}

/** The smallest value that at least `q` of all are not above; the samples' order doesn't matter. */
export function quantile(samples: readonly Sample[], q: number): number {
  return quantileOf(
    samples.map(({ ms }) => ms),
    q,
  );
}

/** The same of plain numbers. */
export function quantileOf(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

/** A timer of a millisecond lasts up to about this long. */
const TIMER = 1.2;

// The last millisecond is spent awake: with timers alone every second request would be half a millisecond late or more.
async function until(due: number): Promise<void> {
  const left = due - performance.now();
  if (left > TIMER) await sleep(Math.max(1, left - TIMER));
  else await turn();
}

async function sample({ url, headers = {} }: Asked, due: number, dispatcher: Dispatcher): Promise<Sample> {
  const sentMs = performance.now() - due;
  let status = 0;
  try {
    const { statusCode, body } = await request(url, { dispatcher, headers });
    await body.bytes();
    status = statusCode;
  } catch {
    // Status 0 says it.
  }
  return { ms: performance.now() - due, sentMs, status };
}
