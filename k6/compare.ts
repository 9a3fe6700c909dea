/**
 * Compares strategies under open-loop load: pages are asked for at a constant rate whether or not earlier ones have
 * arrived, so that slow pages can't slow down the questions (coordinated omission).
 *
 *     k6 run k6/compare.ts
 *     docker compose run --rm k6 run /k6/compare.ts
 *
 * All strategies run at the same time, each at the same rate, their arrivals evenly staggered: whatever else the
 * machine does meanwhile, and whatever drifts, befalls all of them alike. `lib/settings.ts` has the variables.
 *
 * A threshold can't compare one metric with another, so the verdict comes from a further scenario beside the load: it asks
 * for the same page by every strategy in turn, facing the same delays, and counts how often each came sooner than the
 * baseline's. `concurrent` has to in two of three such rounds (a sign test): one that is no faster gets there in fewer
 * than one in a hundred runs of ten seconds.
 *
 * Exit codes: 0, 99 when a threshold is crossed, 107 when a variable is faulty, 108 when the gateway can't be used.
 */
import exec from 'k6/execution';
import type { Options, Scenario } from 'k6/options';
import { compareInTurn } from './lib/compare-in-turn.ts';
import { fetchPage } from './lib/page.ts';
import { results } from './lib/results.ts';
import { BASELINE, settings } from './lib/settings.ts';
import { constantRate } from './lib/shapes.ts';
import { comparisonText, type Summary } from './lib/summary.ts';
import { warmUp } from './lib/warm-up.ts';

const { strategies, rate, duration } = settings;

/** Rounds of pages in turn, a second. */
const ROUNDS = 5;

export const options: Options = {
  scenarios: {
    ...Object.fromEntries(strategies.map((strategy, nth) => [strategy, load('loadPage', rate, 1, nth)])),
    in_turn: load('pagesInTurn', ROUNDS, strategies.length),
  },
  thresholds: {
    ...Object.fromEntries(strategies.flatMap(metricsOf).map((metric) => [metric, []])),
    ...(strategies.includes('concurrent') && { 'faster{strategy:concurrent}': ['rate>=0.667'] }),
    checks: ['rate==1'],
    dropped_iterations: ['count==0'],
  },
  summaryTrendStats: ['count', 'p(50)', 'p(95)', 'p(99)'],
};

export function setup(): void {
  warmUp(strategies);
}

export function loadPage(): void {
  fetchPage(exec.scenario.name, exec.scenario.iterationInTest);
}

export function pagesInTurn(): void {
  compareInTurn(strategies, BASELINE, exec.scenario.iterationInTest);
}

export function handleSummary(summary: Summary): Record<string, string> {
  return results('compare', summary, comparisonText(summary, strategies, BASELINE));
}

function load(run: string, perSecond: number, pages: number, nth = 0): Scenario {
  return {
    ...constantRate(run, perSecond, duration, pages),
    startTime: `${Math.round((1000 * nth) / (perSecond * strategies.length))}ms`,
  };
}

// A metric's share of one tag reaches the summary only where it has thresholds, if only an empty list of them.
function metricsOf(strategy: string): string[] {
  return [
    `http_req_duration{scenario:${strategy}}`,
    `page_failed{scenario:${strategy}}`,
    `page_fallback{scenario:${strategy}}`,
    `faster{strategy:${strategy}}`,
  ];
}
