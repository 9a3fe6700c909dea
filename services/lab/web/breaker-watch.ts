import { askOperations } from './operations-client.ts';

type BreakerChange = {
  /** Milliseconds from the start of the watch. */
  readonly atMs: number;
  readonly upstream: string;
  readonly state: string;
};

/** Watches the gateway's breakers for as long as an experiment runs. */
export type BreakerWatch = {
  /** Every state that was seen, the first of each upstream too. */
  history(): readonly BreakerChange[];
  look(): Promise<void>;
  close(): void;
};

const LINE = /^circuit_breaker_state\{(.*)\} 1$/gm;
const EVERY = 500;

/** Looks twice a second, so that a state that lasts less may be missed. A gateway that can't be reached has no breakers. */
export function watchBreakers(opsUrl: string): BreakerWatch {
  const start = performance.now();
  const changes: BreakerChange[] = [];
  const states = new Map<string, string>();
  async function look(): Promise<void> {
    const metrics = String(await askOperations(`${opsUrl}/metrics`).catch(() => ''));
    for (const [, labels = ''] of metrics.matchAll(LINE)) {
      const [upstream, state] = [labelOf(labels, 'upstream'), labelOf(labels, 'state')];
      if (states.get(upstream) === state) continue;
      states.set(upstream, state);
      changes.push({ atMs: Math.round(performance.now() - start), upstream, state });
    }
  }
  const timer = setInterval(look, EVERY);
  look();
  return { history: () => [...changes], look, close: () => clearInterval(timer) };
}

function labelOf(labels: string, name: string): string {
  return new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1] ?? '';
}
