import express, { type Router } from 'express';
import type { Logger } from '../logger.ts';
import { formatFaults, parseFaults } from './faults.ts';
import { quote } from './parameters.ts';
import { formatProfile, parseProfile } from './profile.ts';
import { SettingError } from './setting-error.ts';
import type { LatencySetting, LatencySettings } from './settings.ts';

const LONGEST_TTL_SECONDS = 86_400;

/**
 * `GET|PUT|DELETE /latency`, for the operations port: shows, overrides and restores what the process injects. A PUT takes `latency`, `faults`
 * or both, as text or as JSON, and `ttl`; what it leaves out is as at the start. Each answers with what holds then.
 */
export function latencyRouter(settings: LatencySettings, log: Pick<Logger, 'info'>): Router {
  const router = express.Router();
  router.get('/latency', (_req, res) => {
    res.json(describe(settings));
  });
  // Whatever the content type says: curl says urlencoded unless told otherwise.
  router.put('/latency', express.json({ type: () => true, limit: '1mb' }), (req, res) => {
    const { setting, ttlMs } = readOverride(req.body, settings.start);
    settings.override(setting, ttlMs);
    const now = describe(settings);
    log.info(now, 'latency overridden');
    res.json(now);
  });
  router.delete('/latency', (_req, res) => {
    settings.reset();
    const now = describe(settings);
    log.info(now, 'latency as at the start again');
    res.json(now);
  });
  return router;
}

function describe(settings: LatencySettings) {
  const expiresAt = settings.expiresAt();
  return {
    ...describeSetting(settings.current()),
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt).toISOString(),
    start: describeSetting(settings.start),
  };
}

function describeSetting({ latency, faults }: LatencySetting) {
  return { latency: formatProfile(latency), faults: formatFaults(faults) };
}

function readOverride(
  body: unknown,
  start: LatencySetting,
): { setting: LatencySetting; ttlMs: number | undefined } {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const { latency, faults, ttl, ...rest }: Record<string, unknown> = isObject ? { ...body } : {};
  if ((latency === undefined && faults === undefined) || Object.keys(rest).length > 0) {
    throw new SettingError(
      'body',
      `takes an object with latency, faults or both, and ttl; got ${quote(body)}`,
    );
  }
  return {
    setting: {
      latency: latency === undefined ? start.latency : parseProfile(latency, 'latency'),
      faults: faults === undefined ? start.faults : parseFaults(faults, 'faults'),
    },
    ttlMs: readTtl(ttl),
  };
}

function readTtl(given: unknown): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'number' && given > 0 && given <= LONGEST_TTL_SECONDS) return given * 1000;
  throw new SettingError('ttl', `takes seconds above 0, up to ${LONGEST_TTL_SECONDS}; got ${quote(given)}`);
}
