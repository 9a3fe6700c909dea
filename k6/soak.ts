/**
 * Every strategy for a long time: nothing fails, and the end is as quick as the beginning.
 *
 *     k6 run -e DURATION=1h k6/soak.ts
 *
 * Pages are asked for at a constant rate, by the strategies in turn; some of the first are asked for again in the last
 * quarter, and have to be as quick. `lib/settings.ts` has the variables; ten minutes unless DURATION says otherwise. Exit
 * codes: 0, 99 when a threshold is crossed, 107 when a variable is faulty, 108 when the gateway isn't there.
 */
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { askTwice, asQuickThreshold, oneReader } from './lib/as-quick.ts';
import { secondsOfLoad } from './lib/clock.ts';
import { fetchPage } from './lib/page.ts';
import { results } from './lib/results.ts';
import { settings } from './lib/settings.ts';
import { constantRate } from './lib/shapes.ts';
import { type Summary, timesTable, whatFailed } from './lib/summary.ts';
import { warmUp } from './lib/warm-up.ts';

const STRATEGIES = ['sequential', 'concurrent', 'streaming', 'hedged', 'deadline', 'cached'];
const SECONDS = __ENV.DURATION ? settings.duration : 600;
const SLICES = 4;

const slices = Array.from({ length: SLICES }, (_, nth) => new Trend(`page_slice_${nth + 1}`, true));

export const options: Options = {
  scenarios: {
    pages: constantRate('loadPage', settings.rate, SECONDS),
    again: oneReader('askAgain', SECONDS),
  },
  thresholds: { checks: ['rate>0.999'], ...asQuickThreshold, dropped_iterations: ['count==0'] },
  summaryTrendStats: ['count', 'p(50)', 'p(95)', 'p(99)'],
};

export function setup(): void {
  warmUp(STRATEGIES);
}

export function loadPage(): void {
  const nth = exec.scenario.iterationInTest;
  const slice = Math.floor((secondsOfLoad() / SECONDS) * SLICES);
  const { duration } = fetchPage(STRATEGIES[nth % STRATEGIES.length] ?? '', nth);
  slices[Math.min(slice, SLICES - 1)]?.add(duration);
}

export function askAgain(): void {
  askTwice(STRATEGIES, SECONDS * (1 - 1 / SLICES));
}

export function handleSummary(summary: Summary): Record<string, string> {
  const failed = summary.metrics.checks?.values.fails ?? 0;
  const text = [
    ...timesTable(
      summary,
      'part of the time',
      slices.map(({ name }, nth) => [`${nth + 1} of ${SLICES}`, name]),
    ),
    '',
    `${SECONDS} s of ${settings.rate} pages a second, by ${STRATEGIES.join(', ')} in turn; ${failed} checks failed.`,
    ...whatFailed(summary),
  ];
  return results('soak', summary, `\n${text.join('\n')}\n`);
}
