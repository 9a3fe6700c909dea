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
 * that was aborted leaves the breaker open for another `reset`. Nor does a call count that began before the breaker's
 * last change of state: only the probe decides how half-open ends.
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
    errorThresholdPercentage: Number.POSITIVE_INFINITY, // so opossum opens by itself only when a probe fails
    rollingPercentilesEnabled: false,
    enableSnapshots: false,
  });
  let changes = 0;
  const change = () => {
    changes += 1;
  };
  circuit.on('open', change).on('halfOpen', change).on('close', change);
  circuit.on('success', () => outcomes.record(true));
  circuit.on('failure', () => {
    outcomes.record(false);
    const { total, failed } = outcomes.read();
    if (total >= options.volume && failed * 100 >= total * options.threshold) circuit.open();
  });
  circuit.on('close', () => outcomes.clear());
  report(upstream, circuit, metrics, log);

  /** What opossum gets to see of a call: that it went well, that it failed, or nothing. */
  function verdict(result: Promise<unknown>): Promise<void> {
    const began = changes;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const unlessOld = (tell: () => void) => () => began === changes && tell();
    result.then(unlessOld(resolve), (error: unknown) => {
      const health = error instanceof UpstreamError ? error.health : 'failed';
      if (health === 'well') unlessOld(resolve)();
      else if (health === 'failed') unlessOld(() => reject(error))();
      else if (circuit.halfOpen) unlessOld(() => circuit.open())();
    });
    return promise;
  }

  return {
    protect<T>(next: Call<T>): Call<T> {
      return async function throughBreaker(request) {
        // A call that can't be made must not be the probe.
        if (request.signal.aborted) throw inVain(upstream, 'aborted');
        if (request.deadline <= performance.now()) throw inVain(upstream, 'deadline');
        let result: Promise<T> | undefined;
        const fired = circuit.fire(() => {
          result = next(request);
          return verdict(result);
        });
        fired.catch(() => {}); // opossum's copy of a failure that `result` has, or that the breaker is open
        if (result) return result;
        throw new UpstreamError(upstream, 'breaker-open', 'the breaker is open', { health: 'unknown' });
      };
    },
    state: () => stateOf(circuit),
    close: () => circuit.shutdown(),
  };
}

function inVain(upstream: string, reason: 'aborted' | 'deadline'): UpstreamError {
  const detail = reason === 'aborted' ? 'nobody waits for the answer any more' : 'the page has no time left';
  return new UpstreamError(upstream, reason, detail, { health: 'unknown' });
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
