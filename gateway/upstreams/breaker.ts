import type { Logger } from '@frontpage/shared/logger.ts';
import CircuitBreaker from 'opossum';
import type { GatewayMetrics } from '../metrics.ts';
import { type Call, UpstreamError } from './call.ts';
import { outcomeWindow } from './outcome-window.ts';

export type BreakerOptions = {
  /** The share of failed calls, in percent, at which it opens. */
  readonly threshold: number;
  /** It doesn't open on fewer calls than this within the window. */
  readonly volume: number;
  /** How far back calls count, in milliseconds. */
  readonly window: number;
  /** How long it stays open before it lets one call through to probe, in milliseconds. */
  readonly reset: number;
};

const BREAKER_STATES = ['closed', 'open', 'half_open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

export type Breaker = {
  /** A call that goes through the breaker. All that one breaker protects share its state. */
  protect<T>(next: Call<T>): Call<T>;
  readonly state: () => BreakerState;
  /** Stops its timers. */
  close(): void;
};

/**
 * A circuit breaker (Nygard, "Release It!"): opossum keeps the states, the timer and the single probe of half-open.
 * The rule to open by is ours, because opossum's rate counts rejects and aborted calls too: failures among the calls
 * that tell something of the upstream's health, within the window. A 404 counts as well, an abort not at all; a probe
 * that was aborted leaves the breaker open for another `reset`.
 */
export function createBreaker(
  upstream: string,
  options: BreakerOptions,
  { metrics, log }: { metrics: GatewayMetrics; log: Logger },
): Breaker {
  const outcomes = outcomeWindow(options.window);
  const circuit = new CircuitBreaker((run: () => Promise<unknown>) => run(), {
    timeout: false,
    resetTimeout: options.reset,
    errorThresholdPercentage: 100, // never passed: opossum opens by itself only when a probe fails
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
    errorFilter: isNoFailure,
  });

  function isNoFailure(error: unknown): boolean {
    const health = error instanceof UpstreamError ? error.health : 'failed';
    if (health === 'unknown' && circuit.halfOpen) circuit.open();
    return health !== 'failed';
  }
  circuit.on('success', (result: unknown) => {
    const unknown = result instanceof UpstreamError && result.health === 'unknown';
    if (!unknown) outcomes.record(true);
  });
  circuit.on('failure', () => {
    outcomes.record(false);
    const { total, failed } = outcomes.read();
    if (total >= options.volume && failed * 100 >= total * options.threshold) circuit.open();
  });
  circuit.on('close', () => outcomes.clear());
  report(upstream, circuit, metrics, log);

  return {
    protect<T>(next: Call<T>): Call<T> {
      return async function throughBreaker(request) {
        try {
          return (await circuit.fire(() => next(request))) as T;
        } catch (error) {
          if ((error as { code?: unknown }).code !== 'EOPENBREAKER') throw error;
          throw new UpstreamError(upstream, 'breaker-open', 'the breaker is open', { health: 'unknown' });
        }
      };
    },
    state: () => stateOf(circuit),
    close: () => circuit.shutdown(),
  };
}

function stateOf(circuit: { opened: boolean; halfOpen: boolean }): BreakerState {
  return circuit.opened ? 'open' : circuit.halfOpen ? 'half_open' : 'closed';
}

function report(upstream: string, circuit: CircuitBreaker, metrics: GatewayMetrics, log: Logger): void {
  function setState(state: BreakerState): void {
    for (const each of BREAKER_STATES)
      metrics.breakerState.set({ upstream, state: each }, each === state ? 1 : 0);
  }
  function enter(state: BreakerState): void {
    setState(state);
    metrics.breakerTransitions.inc({ upstream, to: state });
    log[state === 'open' ? 'warn' : 'info'](
      { upstream },
      `breaker of ${upstream}: ${state.replace('_', ' ')}`,
    );
  }
  setState('closed');
  circuit.on('open', () => enter('open'));
  circuit.on('halfOpen', () => enter('half_open'));
  circuit.on('close', () => enter('closed'));
}
