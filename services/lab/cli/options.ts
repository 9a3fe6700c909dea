import { randomInt } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { armNames, type Plan, planSchema } from '../engine/plan.ts';
import { type Assertion, parseAssertion } from './assertion.ts';
import { parseDuration } from './duration.ts';
import { AssertionError } from './tokens.ts';

/** Arguments that can't be taken; the message says what is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type LabOptions = {
  readonly help: boolean;
  readonly plan: Plan;
  readonly gateway: string | undefined;
  readonly ops: string | undefined;
  readonly format: 'table' | 'json' | 'csv';
  readonly out: string | undefined;
  readonly assertions: readonly Assertion[];
};

const OPTIONS = {
  strategies: { type: 'string' },
  target: { type: 'string', multiple: true },
  rate: { type: 'string' },
  duration: { type: 'string' },
  'warm-up': { type: 'string' },
  arrivals: { type: 'string' },
  seed: { type: 'string' },
  latency: { type: 'string', multiple: true },
  faults: { type: 'string', multiple: true },
  gateway: { type: 'string' },
  ops: { type: 'string' },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  out: { type: 'string' },
  assert: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError for arguments that can't be taken. */
export function readOptions(args: readonly string[]): LabOptions {
  const values = parse(args);
  const plan = readPlan(values);
  if (values.json && values.csv) throw new UsageError('--json and --csv: one of them');
  return {
    help: values.help ?? false,
    plan,
    gateway: address('--gateway', values.gateway),
    ops: address('--ops', values.ops),
    format: values.json ? 'json' : values.csv ? 'csv' : 'table',
    out: writable(values.out),
    assertions: (values.assert ?? []).map((text) => readAssertion(text, armNames(plan))),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function readPlan(values: ReturnType<typeof parse>): Plan {
  const targets = (values.target ?? []).map((text) =>
    namedPair('--target', text, 'NAME=http://host/page?x={n}'),
  );
  const given = {
    strategies: values.strategies?.split(',') ?? (targets.length > 0 ? [] : ['sequential', 'concurrent']),
    targets: targets.map(([name, url]) => ({ name, url })),
    rate: numeric(values.rate),
    duration: milliseconds('--duration', values.duration),
    warmUp: milliseconds('--warm-up', values['warm-up']),
    arrivals: values.arrivals,
    seed: numeric(values.seed) ?? randomInt(2 ** 32),
    latency: settings('--latency', values.latency, 'promo=fixed:100'),
    faults: settings('--faults', values.faults, 'promo=error:p=0.1'),
  };
  const result = planSchema.safeParse(given);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${optionOf(path)} takes ${message}`);
  throw new UsageError(faults.join('\n'));
}

function optionOf([field, ...rest]: PropertyKey[]): string {
  const name = field === 'warmUp' ? 'warm-up' : field === 'targets' ? 'target' : String(field);
  const service = (name === 'latency' || name === 'faults') && rest.length > 0 ? ` ${String(rest[0])}` : '';
  return `--${name}${service}`;
}

function numeric(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function milliseconds(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined)
    throw new UsageError(`${option} takes a time such as 10s, 500ms or 1m30s; got ${text}`);
  return ms;
}

function settings(option: string, texts: readonly string[] = [], example: string): Record<string, string> {
  const pairs = texts.map((text) => namedPair(option, text, example));
  const twice = pairs.find(([name], i) => pairs.findIndex(([other]) => other === name) < i);
  if (twice) throw new UsageError(`${option} has ${twice[0]} twice`);
  return Object.fromEntries(pairs);
}

function namedPair(option: string, text: string, example: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} takes ${example}; got ${text}`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function address(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/^https?:\/\/[^\s/?#]+[^\s?#]*$/.test(text) && URL.canParse(text)) return text.replace(/\/+$/, '');
  throw new UsageError(`${option} takes an http or https address such as http://127.0.0.1:8080; got ${text}`);
}

/** Said before the experiment and not after it, when its result would be lost. */
function writable(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    accessSync(dirname(file), constants.W_OK);
    return file;
  } catch {
    throw new UsageError(`--out takes a file in a folder that can be written to; got ${file}`);
  }
}

function readAssertion(text: string, names: readonly string[]): Assertion {
  try {
    return parseAssertion(text, names);
  } catch (error) {
    if (error instanceof AssertionError) throw new UsageError(`--assert: ${error.message}`, { cause: error });
    throw error;
  }
}
