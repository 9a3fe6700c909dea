import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { until } from '@frontpage/shared/latency/test-service.ts';
import { startApp } from '../../test/support/service.ts';
import { createRates } from './app.ts';
import { ratesEnv } from './config.ts';
import { type LogLine, noteLog } from './test-log.ts';
import { documentOf, sampleRates, startSource } from './test-source.ts';

/** Noon of a Monday, in milliseconds since the epoch, */
export const NOON = Date.parse('2026-11-23T12:00:00Z');
/** and the document of the Friday before. */
export const friday = documentOf('2026-11-20', sampleRates({ USD: 1.12 }));

/** Rates on loopback, with a source of its own. Its clock stands, and its waits are over at once, unless given. */
export async function startRates(
  t: TestContext,
  behave: RequestListener,
  env: Record<string, string> = {},
  now = () => NOON,
) {
  const source = await startSource(t, behave);
  const clock = { now, wait: async () => 'elapsed' as const };
  const lines: LogLine[] = [];
  const log = noteLog(lines);
  const folder = await mkdtemp(join(tmpdir(), 'rates-'));
  const given = { RATES_SOURCE: source.url, DATA_DIR: folder, RATES_ATTEMPTS: '1', ...env };
  const server = await startApp(
    t,
    ratesEnv,
    (config, surroundings) => createRates(config, { ...surroundings, log }, clock),
    given,
  );
  // After the server, which may be writing to it until it has stopped.
  t.after(() => rm(folder, { recursive: true }));
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { headers: { 'cache-control': 'max-age=0', ...headers } });
  const metric = async (name: string) => {
    const text = await (await fetch(`${server.opsUrl}/metrics`)).text();
    return Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length + 1),
    );
  };
  const outcomes = (trigger: string, outcome: string) =>
    metric(`rates_scrapes_total{trigger="${trigger}",outcome="${outcome}"}`);
  const published = (times = 1) =>
    until(
      async () => lines.filter(({ message }) => /^rates of .* confirmed$/.test(message)).length === times,
    );
  return { folder, source, server, get, metric, outcomes, published };
}
