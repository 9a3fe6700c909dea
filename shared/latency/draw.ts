import type { Random } from '../random.ts';
import type { Profile } from './distributions.ts';
import { delayAt } from './distributions.ts';
import type { Fault } from './faults.ts';
import { faultAt } from './faults.ts';

/** What one request meets. */
export interface Injection {
  /** Milliseconds to wait before anything else. */
  delayMs: number;
  /** What then goes wrong; `undefined` for nothing. */
  fault: Fault | undefined;
}

/**
 * Draws what a request meets, always with exactly two numbers of `random`: the first decides the delay, the second the fault, whether
 * or not there are any. So a delay doesn't depend on which faults are set, nor a fault on the profile, and runs that
 * share a seed can be compared in pairs whatever else differs between them.
 */
export function drawInjection(profile: Profile, faults: Fault[], random: Random): Injection {
  const delayMs = delayAt(profile, random());
  const fault = faultAt(faults, random());
  return { delayMs, fault };
}
