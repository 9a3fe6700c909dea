/**
 * A service fails in the middle and recovers: what readers notice of it, and what the breaker saves them.
 *
 *     k6 run k6/breaker.ts
 *
 * Pages are asked for at a constant rate. After a quarter of the time recommendation hangs, by its operations port, until
 * it recovers at half of it. Pages stay 200 throughout; those that meet the open breaker wait for nothing, and at the end
 * every part arrives again. `lib/settings.ts` has the variables; RECOMMENDATION_OPS says where the service is told to fail.
 *
 * Exit codes: 0, 99 when a threshold is crossed, 107 when a variable is faulty, 108 when the gateway or the port isn't there.
 */
import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { secondsOfLoad } from './lib/clock.ts';
import { fetchPage } from './lib/page.ts';
import { results } from './lib/results.ts';
import { settings } from './lib/settings.ts';
import { constantRate } from './lib/shapes.ts';
import { type Summary, stagesTable, whatFailed } from './lib/summary.ts';
import { warmUp } from './lib/warm-up.ts';

const STRATEGY = 'concurrent';
/** Long enough for the breaker, which opens by default within 10 s of failures and probes after 5 s. */
const SECONDS = Math.max(40, settings.duration);
const FAILS_AT = SECONDS / 4;
const RECOVERS_AT = SECONDS / 2;
/** The breaker's probe comes within BREAKER_RESET, 5 s, of the recovery. */
const WHOLE_FROM = RECOVERS_AT + 8;

const STAGES = ['healthy', 'failing', 'open', 'recovered'] as const;
const durations = Object.fromEntries(STAGES.map((stage) => [stage, new Trend(`page_${stage}`, true)]));
const rejected = new Counter('breaker_rejected');
const wholeAgain = new Rate('whole_again');

export const options: Options = {
  scenarios: {
    pages: constantRate('loadPage', settings.rate, SECONDS),
    outage: {
      executor: 'per-vu-iterations',
      exec: 'causeOutage',
      vus: 1,
      iterations: 1,
      maxDuration: `${SECONDS}s`,
    },
  },
  thresholds: {
    checks: ['rate==1'],
    breaker_rejected: ['count>0'],
    // While it is open a page waits for the other service only.
    page_open: ['p(95)<500'],
    whole_again: ['rate>0.99'],
    dropped_iterations: ['count==0'],
  },
  summaryTrendStats: ['count', 'p(50)', 'p(95)', 'p(99)'],
};

export function setup(): void {
  setFaults('none');
  warmUp([STRATEGY]);
}

export function teardown(): void {
  setFaults('none');
}

export function causeOutage(): void {
  sleep(FAILS_AT);
  setFaults('hang:p=1');
  sleep(RECOVERS_AT - FAILS_AT);
  setFaults('none');
}

export function loadPage(): void {
  const seconds = secondsOfLoad();
  const { duration, timing } = fetchPage(STRATEGY, exec.scenario.iterationInTest);
  const meetsOpen = timing.includes('breaker-open');
  if (meetsOpen) rejected.add(1);
  const recovered = seconds >= WHOLE_FROM;
  if (recovered) wholeAgain.add(!timing.includes('fallback'));
  const stage = meetsOpen ? 'open' : recovered ? 'recovered' : seconds < FAILS_AT ? 'healthy' : 'failing';
  durations[stage]?.add(duration);
}

export function handleSummary(summary: Summary): Record<string, string> {
  const text = [
    ...stagesTable(summary, STAGES),
    '',
    `recommendation hung from ${FAILS_AT} s to ${RECOVERS_AT} s of ${SECONDS} s. open: pages that met the open breaker.`,
    ...whatFailed(summary),
  ];
  return results('breaker', summary, `\n${text.join('\n')}\n`);
}

function setFaults(faults: string): void {
  const url = `${settings.recommendationOps}/latency`;
  const { status, error } = http.put(url, JSON.stringify({ faults, ttl: SECONDS }), {
    headers: { 'content-type': 'application/json' },
    tags: { name: '/latency' },
  });
  if (status !== 200) exec.test.abort(`RECOMMENDATION_OPS: ${url} answered ${status} ${error}`);
}
