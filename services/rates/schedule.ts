import { Cron } from 'croner';

/**
 * A cron pattern, of five fields or, with seconds first, six.
 *
 * @throws Error that names the variable and what it takes, also for a pattern that never comes true.
 */
export function parseSchedule(pattern: string): string {
  if (isPattern(pattern)) return pattern;
  throw new Error(
    `RATES_SCHEDULE takes a cron pattern with times to come, such as 7 * * * *; got ${JSON.stringify(pattern)}`,
  );
}

/** Runs something whenever the pattern's time comes, by the clock of UTC. What it returns ends that. */
export function startSchedule(pattern: string, run: () => Promise<void>): () => void {
  const job = new Cron(pattern, { timezone: 'UTC', mode: '5-or-6-parts' }, run);
  return () => job.stop();
}

function isPattern(text: string): boolean {
  try {
    return new Cron(text, { paused: true, timezone: 'UTC', mode: '5-or-6-parts' }).nextRun() !== null;
  } catch {
    return false;
  }
}
