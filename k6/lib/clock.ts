import exec from 'k6/execution';

/** Seconds since the load of this scenario began, warm-up left out. */
export function secondsOfLoad(): number {
  return (Date.now() - exec.scenario.startTime) / 1000;
}
