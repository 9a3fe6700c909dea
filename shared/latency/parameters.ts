import type { Profile } from './distributions.ts';
import { SettingError } from './setting-error.ts';

/** One hour: no injected delay is longer, and timers hold it with ease. */
export const LONGEST_DELAY_MS = 3_600_000;

/** A parameter of a distribution or of a fault. */
export interface Parameter<T> {
  /** What it takes, in words, for errors: "milliseconds from 0 to 3600000". */
  takes: string;
  /** The value, checked; `undefined` where it can't be taken. Numbers may come as text. */
  read(given: unknown, reader: Reader, key: string): T | undefined;
  /** May be left out, and is then this value, or absent where this is `undefined`. */
  unless?: { value: T | undefined };
}

/** What a parameter may need from outside: the profile inside a profile. */
export interface Reader {
  profile(given: unknown, key: string): Profile;
}

export const milliseconds = numberFrom(0, LONGEST_DELAY_MS, 'milliseconds');
/** A microsecond at least: for what is a ratio or a logarithm further on. */
export const someMilliseconds = numberFrom(0.001, LONGEST_DELAY_MS, 'milliseconds');
export const probability = numberFrom(0, 1, 'a probability');

export const recordedMilliseconds: Parameter<number[]> = {
  takes: `a list of ${milliseconds.takes}, joined by | in text`,
  read(given, reader, key) {
    const list = typeof given === 'string' ? given.split('|') : given;
    if (!Array.isArray(list) || list.length === 0) return undefined;
    const values = list.map((value) => milliseconds.read(value, reader, key));
    return values.every((value) => value !== undefined) ? values : undefined;
  },
};

/** The characters that the text form uses itself can't be part of a path. */
export const path: Parameter<string> = {
  takes: 'a path without spaces and without , ; | ( )',
  read: (given) => (typeof given === 'string' && /^[^\s,;|()]+$/.test(given) ? given : undefined),
};

export const innerProfile: Parameter<Profile> = {
  takes: 'a profile, in brackets in text',
  read(given, reader, key) {
    if (typeof given !== 'string') return reader.profile(given, key);
    return reader.profile(given.replace(/^\((.*)\)$/s, '$1'), key);
  },
};

export function numberFrom(least: number, most: number, unit: string): Parameter<number> {
  return {
    takes: `${unit} from ${least} to ${most}`,
    read(given) {
      const value = toNumber(given);
      return value !== undefined && value >= least && value <= most ? value : undefined;
    },
  };
}

export function integerFrom(least: number, most: number, unit: string): Parameter<number> {
  const { read } = numberFrom(least, most, unit);
  return {
    takes: `${unit}, an integer from ${least} to ${most}`,
    read(given, reader, key) {
      const value = read(given, reader, key);
      return Number.isInteger(value) ? value : undefined;
    },
  };
}

export function oneOf<const T extends string>(...words: T[]): Parameter<T> {
  return {
    takes: words.join(' or '),
    read: (given) => words.find((word) => word === given),
  };
}

export function optional<T>(parameter: Parameter<T>, value?: T): Parameter<T> {
  return { ...parameter, unless: { value } };
}

/**
 * Checks what was given for `owner` (a distribution's or a fault's name) against its parameters.
 * @throws SettingError that names the parameter and what it takes.
 */
export function readParameters(
  owner: string,
  parameters: Record<string, Parameter<unknown>>,
  given: Record<string, unknown>,
  field: string,
  reader: Reader,
): Record<string, unknown> {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(parameters, key));
  if (unknown !== undefined) {
    const known = Object.keys(parameters).join(', ');
    throw new SettingError(field, `${owner} has no ${quote(unknown)}; it takes ${known}`);
  }
  const read: Record<string, unknown> = {};
  for (const [key, parameter] of Object.entries(parameters)) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value === undefined && !parameter.unless) {
      throw new SettingError(field, `${owner} needs ${key}: ${parameter.takes}`);
    }
    const checked = value === undefined ? parameter.unless?.value : parameter.read(value, reader, key);
    if (value !== undefined && checked === undefined) {
      throw new SettingError(field, `${owner}: ${key} takes ${parameter.takes}; got ${quote(value)}`);
    }
    if (checked !== undefined) read[key] = checked;
  }
  return read;
}

/** As JSON, cut short: an error is for reading. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function toNumber(given: unknown): number | undefined {
  if (typeof given === 'number') return given;
  if (typeof given !== 'string') return undefined;
  return /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given.trim()) ? Number(given) : undefined;
}
