import { isIP } from 'node:net';
import { z } from 'zod';

/** Raised when the environment holds values that can't be used; `faults` has one line for each of them. */
export class EnvError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `the environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n  ${faults.join('\n  ')}`,
    );
    this.name = 'EnvError';
    this.faults = faults;
  }
}

/** The variables of a process, and what each takes. */
export type EnvSchema<Config> = z.ZodType<Config> & { readonly shape: Readonly<Record<string, unknown>> };

/**
 * Reads the variables that a schema (`z.object`) names, and reports every fault at once. An empty variable counts as
 * not set.
 *
 * @throws EnvError with a line a variable: its name, what it takes, and what was given.
 */
export function readEnv<Config>(
  schema: EnvSchema<Config>,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Config {
  const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, env[name] || undefined]));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new EnvError(result.error.issues.map((issue) => fault(issue, given)));
}

/** A whole number within bounds (both included); `takes` ends the sentence "takes …" when it is something else. */
export function wholeNumber(bounds: { default: number; min: number; max: number; unit?: string }) {
  const unit = bounds.unit === undefined ? '' : ` of ${bounds.unit}`;
  const takes = `a whole number${unit} from ${bounds.min} to ${bounds.max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, { error: takes, abort: true })
    .transform(Number)
    .pipe(z.number().min(bounds.min, takes).max(bounds.max, takes))
    .default(bounds.default);
}

/** A TCP port; 0 lets the system choose one. */
export function port(fallback: number) {
  return wholeNumber({ default: fallback, min: 0, max: 65535 });
}

/** A time in whole milliseconds, at least 1. */
export function milliseconds(fallback: number, max = 600_000) {
  return wholeNumber({ default: fallback, min: 1, max, unit: 'milliseconds' });
}

/** One of a list of words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  fallback: Words[number],
) {
  return z
    .string()
    .refine((text): text is Words[number] => words.includes(text), `one of ${words.join(', ')}`)
    .default(fallback);
}

/** `on` or `off`, as a boolean. */
export function onOff(fallback: boolean) {
  return oneOf(['on', 'off'], fallback ? 'on' : 'off').transform((word) => word === 'on');
}

/** The address of another process: http or https, without query; a trailing slash is dropped. */
export function httpUrl(fallback: string) {
  return address.default(fallback);
}

/** The same, where there need not be one. */
export function optionalHttpUrl() {
  return address.optional();
}

const address = z
  .url({ protocol: /^https?$/, error: 'an http or https address such as http://127.0.0.1:8081' })
  .refine((text) => !/[?#]/.test(text), 'an address without query or fragment')
  .transform((text) => text.replace(/\/+$/, ''));

/** Whatever `parse` makes of the text; its error must name the variable and what it takes. */
export function parsedBy<T>(parse: (text: string) => T, fallback: T) {
  return z
    .string()
    .optional()
    .transform((given, context): T => {
      if (given === undefined) return fallback;
      try {
        return parse(given);
      } catch (error) {
        context.addIssue({ code: 'custom', message: (error as Error).message });
        return z.NEVER;
      }
    });
}

/** What a server listens on: an address of this machine or a name that stands for one. */
export function host(fallback: string) {
  return z
    .string()
    .refine((given) => isIP(given) !== 0 || /^(?=.{1,253}$)[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(given), {
      error: 'an IP address or a host name',
    })
    .default(fallback);
}

function fault(
  issue: { path: PropertyKey[]; message: string },
  given: Record<string, string | undefined>,
): string {
  const name = String(issue.path[0]);
  if (issue.message.startsWith(name)) return issue.message;
  return `${name} takes ${issue.message}; got ${JSON.stringify(given[name] ?? '')}`;
}
