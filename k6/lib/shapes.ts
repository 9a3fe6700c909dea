import type { Scenario } from 'k6/options';

/** The gateway's page budget and a second more, in seconds: no page takes longer. */
const LONGEST_PAGE = 3;

/**
 * Open-loop load (Schroeder et al., "Open versus closed: a cautionary tale"): `exec` begins so many times a second whether
 * or not earlier ones have ended.
 *
 * @param pages how many one iteration asks for, one after the other
 */
export function constantRate(exec: string, rate: number, seconds: number, pages = 1): Scenario {
  return {
    executor: 'constant-arrival-rate',
    exec,
    rate,
    timeUnit: '1s',
    duration: `${seconds}s`,
    // All of them at the start: k6 drops a page for each that it has to add under way.
    preAllocatedVUs: rate * pages * LONGEST_PAGE,
  };
}

/** The usual rate, ten times of it within a second, and the usual again, each for so many seconds. */
export function spike(exec: string, rate: number, seconds: number): Scenario {
  return {
    executor: 'ramping-arrival-rate',
    exec,
    startRate: rate,
    timeUnit: '1s',
    preAllocatedVUs: 10 * rate * LONGEST_PAGE,
    stages: [
      { target: rate, duration: `${seconds}s` },
      { target: 10 * rate, duration: '1s' },
      { target: 10 * rate, duration: `${seconds}s` },
      { target: rate, duration: '1s' },
      { target: rate, duration: `${seconds}s` },
    ],
  };
}
