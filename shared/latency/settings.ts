import type { Profile } from './distributions.ts';
import type { Fault } from './faults.ts';

/** What a process injects into its answers. */
export interface LatencySetting {
  latency: Profile;
  faults: Fault[];
}

/** A process' setting: one that it started with, and for a while perhaps another. */
export interface LatencySettings {
  readonly start: LatencySetting;
  /** What holds now. */
  current(): LatencySetting;
  /** When what holds now gives way to the start value, in milliseconds since the epoch; `undefined` for never. */
  expiresAt(): number | undefined;
  /** Takes the place of the start value, for `ttlMs` milliseconds or, without, until told otherwise. */
  override(setting: LatencySetting, ttlMs?: number): void;
  /** Returns to the start value. */
  reset(): void;
}

/** @param now milliseconds since the epoch. No timer runs: an override that is over is noticed when next looked at. */
export function createLatencySettings(start: LatencySetting, now: () => number = Date.now): LatencySettings {
  let override: { setting: LatencySetting; until: number } | undefined;
  function live() {
    if (override && now() >= override.until) override = undefined;
    return override;
  }
  return {
    start,
    current: () => live()?.setting ?? start,
    expiresAt() {
      const until = live()?.until ?? Infinity;
      return until === Infinity ? undefined : until;
    },
    override(setting, ttlMs = Infinity) {
      override = { setting, until: now() + ttlMs };
    },
    reset() {
      override = undefined;
    },
  };
}
