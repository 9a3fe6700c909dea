import { Router } from 'express';
import type { GatewayConfig } from './config.ts';
import { strategies, strategyNames } from './home/strategies.ts';
import type { Upstream } from './upstreams/upstream.ts';

/** The variables that are shown: none of them a secret or an address. */
const SHOWN = [
  'LAB',
  'HOME_STRATEGY',
  'PAGE_BUDGET',
  'UPSTREAM_TIMEOUT',
  'BREAKER_THRESHOLD',
  'BREAKER_VOLUME',
  'BREAKER_WINDOW',
  'BREAKER_RESET',
  'HEDGE_PERCENTILE',
  'HEDGE_BUDGET',
  'BULKHEAD_LIMIT',
  'BULKHEAD_QUEUE',
  'BLOCKING_WORKERS',
  'BLOCKING_QUEUE',
  'SHED_IN_FLIGHT',
  'SHED_LOOP_DELAY',
] as const satisfies readonly (keyof GatewayConfig)[];

/**
 * `GET /settings` on the operations port: what decides how pages are composed, by the names of the variables, the strategies,
 * and the present state of each breaker.
 */
export function settingsRoute(config: GatewayConfig, upstreams: readonly Upstream<unknown>[]): Router {
  const settings = {
    ...Object.fromEntries(SHOWN.map((name) => [name, config[name]])),
    strategies: strategyNames.map((name) => {
      const { title, description } = strategies[name];
      return { name, title, description };
    }),
  };
  return Router().get('/settings', (_req, res) => {
    const breakers = Object.fromEntries(upstreams.map(({ name, breakerState }) => [name, breakerState()]));
    res.json({ ...settings, breakers });
  });
}
