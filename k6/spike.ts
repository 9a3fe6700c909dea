/**
 * Ten times as many pages within a second: the gateway may refuse what it can't do (503 with Retry-After), but it must not
 * collapse: what it does serve is in time, and once the spike is over the same pages are as quick as before.
 *
 *     k6 run k6/spike.ts
 *
 * `lib/settings.ts` has the variables. Exit codes: 0, 99 when a threshold is crossed, 107 when a variable is faulty, 108
 * when the gateway isn't there.
 */
import { check } from 'k6';
import exec from 'k6/execution';
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { askTwice, asQuickThreshold, oneReader } from './lib/as-quick.ts';
import { secondsOfLoad } from './lib/clock.ts';
import { requestPage } from './lib/page.ts';
import { results } from './lib/results.ts';
import { settings } from './lib/settings.ts';
import { spike } from './lib/shapes.ts';
import { type Summary, stagesTable, whatFailed } from './lib/summary.ts';
import { warmUp } from './lib/warm-up.ts';

const STRATEGY = 'concurrent';
const SECONDS = settings.duration;
const STAGES = ['before', 'spike', 'after'] as const;
/** When the spike is over, and when what it left behind is worked off, in seconds of load. */
const OVER = 2 * SECONDS + 2;
const RELIEVED = OVER + 3;

const durations = Object.fromEntries(STAGES.map((stage) => [stage, new Trend(`page_${stage}`, true)]));
const refused = new Counter('pages_refused');
const servedAfter = new Rate('served_after');

export const options: Options = {
  scenarios: {
    pages: spike('loadPage', settings.rate, SECONDS),
    again: oneReader('askAgain', RELIEVED + SECONDS),
  },
  thresholds: {
    checks: ['rate==1'],
    // The page's budget, and what the machine may be late by.
    page_spike: ['p(99)<3000'],
    served_after: ['rate==1'],
    ...asQuickThreshold,
  },
  summaryTrendStats: ['count', 'p(50)', 'p(95)', 'p(99)'],
};

export function setup(): void {
  warmUp([STRATEGY]);
}

export function loadPage(): void {
  const seconds = secondsOfLoad();
  const response = requestPage(STRATEGY, exec.scenario.iterationInTest);
  check(response, {
    'a page, or refused with Retry-After': ({ status, headers }) =>
      status === 200 || (status === 503 && headers['Retry-After'] !== undefined),
  });
  if (response.status === 503) refused.add(1);
  if (seconds >= RELIEVED) servedAfter.add(response.status === 200);
  const stage = seconds < SECONDS ? 'before' : seconds < OVER ? 'spike' : 'after';
  if (response.status === 200) durations[stage]?.add(response.timings.duration);
}

export function askAgain(): void {
  askTwice([STRATEGY], RELIEVED);
}

export function handleSummary(summary: Summary): Record<string, string> {
  const text = [
    ...stagesTable(summary, STAGES),
    '',
    `${settings.rate} pages a second, then ${10 * settings.rate}, then ${settings.rate}, ${SECONDS} s each; ` +
      `${summary.metrics.pages_refused?.values.count ?? 0} were refused.`,
    ...whatFailed(summary),
  ];
  return results('spike', summary, `\n${text.join('\n')}\n`);
}
