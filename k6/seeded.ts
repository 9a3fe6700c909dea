/**
 * One page over and over, open loop, each time with the next of a list of seeds: the load that the lab is checked by.
 *
 *     k6 run -e URL=http://127.0.0.1:8080/home/concurrent -e RATE=50 -e SEEDS=7,42,… k6/seeded.ts
 *
 * URL is the page, RATE pages a second, SEEDS as many numbers as pages are wanted, LATENCY the header x-latency. The result is JSON on standard
 * output: percentiles in milliseconds.
 */
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';

const seeds = (__ENV.SEEDS ?? '').split(',');
const rate = Number(__ENV.RATE ?? 20);
const headers = (seed: string) => ({ 'x-latency-seed': seed, 'x-latency': __ENV.LATENCY ?? '' });

export const options: Options = {
  scenarios: {
    pages: {
      executor: 'constant-arrival-rate',
      rate,
      timeUnit: '1s',
      duration: `${Math.ceil(seeds.length / rate)}s`,
      preAllocatedVUs: 5 * rate,
    },
  },
  thresholds: { http_req_failed: ['rate==0'], dropped_iterations: ['count==0'] },
  summaryTrendStats: ['count', 'p(50)', 'p(90)', 'p(95)', 'p(99)'],
};

export default function page(): void {
  const seed = seeds[exec.scenario.iterationInTest];
  if (seed !== undefined) http.get(String(__ENV.URL), { headers: headers(seed) });
}

export function handleSummary({ metrics }: { metrics: Record<string, { values: object }> }) {
  return { stdout: JSON.stringify(metrics.http_req_duration?.values) };
}
