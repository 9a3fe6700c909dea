import { parseArgs } from 'node:util';

/** What a script's option is unless given, and the least that it takes. */
type NumberOption = { readonly default: number; readonly least: number };

/**
 * The numbers that a script was given, such as `--pages 500`, and the defaults of the rest. Arguments that can't be
 * taken end the process with 2, and a message that says what can.
 */
export function readNumbers<Name extends string>(
  options: Readonly<Record<Name, NumberOption>>,
): Readonly<Record<Name, number>> {
  const names = Object.keys(options) as Name[];
  try {
    const { values } = parseArgs({
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    });
    const numbers = names.map((name) => [name, numberOf(name, values[name], options[name])]);
    return Object.fromEntries(numbers) as Record<Name, number>;
  } catch (error) {
    const each = names.map((name) => `--${name} N (${options[name].default})`);
    console.error(`${(error as Error).message}\ntakes ${each.join(', ') || 'no arguments'}`);
    process.exit(2);
  }
}

function numberOf(name: string, text: string | undefined, option: NumberOption): number {
  if (text === undefined) return option.default;
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number) && number >= option.least) return number;
  throw new Error(`--${name} takes a number of at least ${option.least}; got "${text}"`);
}
