import type { Distribution, Profile } from './distributions.ts';
import { bounds, distributions } from './distributions.ts';
import { quote, readParameters } from './parameters.ts';
import { readRecording } from './recording.ts';
import { SettingError } from './setting-error.ts';
import { readTerm, splitOnce } from './text.ts';

/** No delay at all. */
export const NO_LATENCY: Profile = { distribution: 'none' };

/** Profiles inside profiles, at most this many levels. */
const DEEPEST = 4;

/** The table as a text meets it: any name, any parameters. */
const rows: Record<string, Omit<Distribution<Record<string, unknown>>, 'at'>> = distributions;

/**
 * A profile from its text form (`lognormal:p50=80,p99=400`) or its JSON form
 * (`{ distribution: 'lognormal', p50: 80, p99: 400 }`), checked.
 * @param field the name that its author knows it by, for the error: `LATENCY`
 * @param recording reads a file of recorded milliseconds, for `replay`
 * @throws SettingError that names the field and what it takes.
 */
export function parseProfile(given: unknown, field: string, recording = readRecording): Profile {
  return parseAtDepth(given, field, recording, 1);
}

/** The text form: what `parseProfile` turns into an equal profile. */
export function formatProfile(profile: Profile): string {
  const { distribution, ...parameters } = profile;
  const short = shortKeys(distribution);
  const values = new Map(Object.entries(parameters).filter(([, value]) => value !== undefined));
  // The values have been read from the file already, and would be again.
  if (values.has('file')) values.delete('values');
  const places = short.map((key) => values.get(key)).join('-');
  const named = [...values]
    .filter(([key]) => !short.includes(key))
    .map(([key, value]) => `${key}=${formatValue(value)}`);
  const parts = [places, ...named].filter((part) => part !== '');
  return parts.length === 0 ? distribution : `${distribution}:${parts.join(',')}`;
}

function parseAtDepth(
  given: unknown,
  field: string,
  recording: typeof readRecording,
  depth: number,
): Profile {
  if (depth > DEEPEST)
    throw new SettingError(field, `profiles can be inside one another ${DEEPEST} deep at most`);
  const { name, parameters } = nameAndParameters(given, field);
  const row = rowOf(name, field);
  if (name === 'replay' && typeof parameters.file === 'string' && parameters.values === undefined) {
    parameters.values = recording(parameters.file, field);
  }
  const read = readParameters(name, { ...row.parameters, ...bounds }, parameters, field, {
    profile: (inner, key) => parseAtDepth(inner, `${field}: ${name}'s ${key}`, recording, depth + 1),
  });
  if (row.ascending) needAscending(name, read, row.ascending, field);
  if (read.floor !== undefined && read.cap !== undefined && Number(read.cap) < Number(read.floor)) {
    throw new SettingError(
      field,
      `${name} needs cap at least floor; got floor=${read.floor}, cap=${read.cap}`,
    );
  }
  // What was read are that row's parameters, each checked by its own definition.
  return { distribution: name, ...read } as Profile;
}

function nameAndParameters(
  given: unknown,
  field: string,
): { name: string; parameters: Record<string, unknown> } {
  if (typeof given === 'string') {
    rowOf(splitOnce(given, ':')[0].trim(), field);
    const term = readTerm(given, field, shortKeys);
    return { name: term.name, parameters: term.given };
  }
  if (typeof given === 'object' && given !== null && 'distribution' in given) {
    const { distribution, ...parameters } = given;
    return { name: String(distribution), parameters };
  }
  throw new SettingError(
    field,
    `takes a profile as text, such as ${distributions.lognormal.example}, or as an object with distribution; got ${quote(given)}`,
  );
}

function rowOf(name: string, field: string) {
  const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
  if (row) return row;
  throw new SettingError(field, `no distribution ${quote(name)}; it takes ${Object.keys(rows).join(', ')}`);
}

function shortKeys(name: string): string[] {
  return (Object.hasOwn(rows, name) && rows[name]?.short) || [];
}

function needAscending(
  name: string,
  read: Record<string, unknown>,
  [low, high]: [string, string],
  field: string,
) {
  if (Number(read[high]) > Number(read[low])) return;
  throw new SettingError(
    field,
    `${name} needs ${high} greater than ${low}; got ${low}=${read[low]}, ${high}=${read[high]}`,
  );
}

function formatValue(value: unknown): string {
  if (Array.isArray(value)) return value.join('|');
  return typeof value === 'object' ? `(${formatProfile(value as Profile)})` : String(value);
}
