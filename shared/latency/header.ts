import type { IncomingHttpHeaders } from 'node:http';
import type { Random } from '../random.ts';
import { createRandom } from '../random.ts';
import { parseFaults } from './faults.ts';
import { quote } from './parameters.ts';
import { parseProfile } from './profile.ts';
import { refuseRecording } from './recording.ts';
import { SettingError } from './setting-error.ts';
import type { LatencySetting } from './settings.ts';
import { splitOnce, splitOutside } from './text.ts';

/** The headers that decide what one request meets. They are for the lab only. */
export const LAB_HEADERS = {
  /** `promo=fixed:50;recommendation=lognormal:p50=80,p99=400` */
  latency: 'x-latency',
  /** `promo=error:p=1;recommendation=(hang:p=0.1;reset:p=0.1)` */
  faults: 'x-faults',
  /** An unsigned 32-bit integer. */
  seed: 'x-latency-seed',
  /** Counts attempts of one call from 1, which it is unless given. */
  attempt: 'x-latency-attempt',
} as const;

const MOST_UINT32 = 2 ** 32 - 1;

/** What this request's headers ask of `service`; what they don't say is absent. @throws SettingError naming the header. */
export function readLabHeaders(
  headers: IncomingHttpHeaders,
  service: string,
): Partial<LatencySetting> & { random?: Random } {
  const latency = entryFor(service, headers, LAB_HEADERS.latency);
  const faults = entryFor(service, headers, LAB_HEADERS.faults);
  const attempt = readInteger(headers, LAB_HEADERS.attempt, 1) ?? 1;
  const seed = readInteger(headers, LAB_HEADERS.seed, 0);
  return {
    ...(latency && { latency: parseProfile(latency.text, latency.field, refuseRecording) }),
    ...(faults && { faults: parseFaults(faults.text, faults.field) }),
    ...(seed !== undefined && { random: createRandom(seed, service, attempt) }),
  };
}

/**
 * Checks these headers for whoever carries them on to `services`: each of them would take what it is given, and nothing
 * is meant for any other.
 * @throws SettingError naming the header.
 */
export function checkLabHeaders(headers: IncomingHttpHeaders, services: readonly string[]): void {
  for (const header of [LAB_HEADERS.latency, LAB_HEADERS.faults]) {
    const stranger = readEntries(headers, header).find(({ name }) => !services.includes(name));
    if (stranger) {
      throw new SettingError(header, `no service ${quote(stranger.name)}; it takes ${services.join(', ')}`);
    }
  }
  for (const service of services) readLabHeaders(headers, service);
}

function entryFor(service: string, headers: IncomingHttpHeaders, header: string) {
  const entry = readEntries(headers, header).find(({ name }) => name === service);
  return entry && { text: entry.text, field: `${header}: ${service}` };
}

function readEntries(headers: IncomingHttpHeaders, header: string): { name: string; text: string }[] {
  const value = headers[header];
  if (value === undefined) return [];
  const names = new Set<string>();
  return splitOutside(String(value), ';', header).map((entry) => {
    const [name, text] = splitOnce(entry, '=');
    if (!/^[\w-]+$/.test(name.trim()) || text === undefined) {
      throw new SettingError(
        header,
        `takes service=…;service=…, with brackets around what has a ; itself; got ${quote(entry)}`,
      );
    }
    if (names.has(name.trim())) throw new SettingError(header, `has ${quote(name.trim())} twice`);
    names.add(name.trim());
    return { name: name.trim(), text: text.trim().replace(/^\((.*)\)$/s, '$1') };
  });
}

function readInteger(headers: IncomingHttpHeaders, header: string, least: number): number | undefined {
  const value = headers[header];
  if (value === undefined) return undefined;
  const number = /^\d{1,10}$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= least && number <= MOST_UINT32) return number;
  throw new SettingError(header, `takes an integer from ${least} to ${MOST_UINT32}; got ${quote(value)}`);
}
