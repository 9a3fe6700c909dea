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
  /** When what holds now gives way to what held before, in milliseconds since the epoch; `undefined` for never. */
  expiresAt(): number | undefined;
  /** Takes the place of what holds now, for `ttlMs` milliseconds or, without, until told otherwise. */
  override(setting: LatencySetting, ttlMs?: number): void;
  /** Returns to the start value. */
  reset(): void;
}

/** @param now milliseconds since the epoch. No timer runs: an override that is over is noticed when next looked at. */
export function createLatencySettings(start: LatencySetting, now: () => number = Date.now): LatencySettings {
  // The last one holds; one that ends gives way to the one beneath it.
  let overrides: { setting: LatencySetting; until: number }[] = [];
  function live() {
    overrides = overrides.filter(({ until }) => now() < until);
    return overrides.at(-1);
  }
  return {
    start,
    current: () => live()?.setting ?? start,
    expiresAt() {
      const until = live()?.until ?? Infinity;
      return until === Infinity ? undefined : until;
    },
    override(setting, ttlMs = Infinity) {
      const until = now() + ttlMs;
      // One that ends sooner would never hold again.
      overrides = [...overrides.filter((beneath) => beneath.until > until), { setting, until }];
    },
    reset() {
      overrides = [];
    },
  };
}
