import type { Parameter } from './parameters.ts';
import { integerFrom, oneOf, optional, probability, quote, readParameters } from './parameters.ts';
import { SettingError } from './setting-error.ts';
import { readTerm, splitOutside } from './text.ts';

const MIB = 2 ** 20;

/** Every way an answer can go wrong, with its parameters. What each does to the answer is in fault-responses.ts. */
export const faultKinds = {
  error: { status: optional(integerFrom(400, 599, 'an HTTP status'), 503) },
  hang: {},
  reset: { where: optional(oneOf('headers', 'body'), 'headers') },
  truncate: {},
  trickle: { rate: optional(integerFrom(1, MIB, 'bytes a second'), 100) },
  malformed: { what: optional(oneOf('json', 'contract'), 'json') },
  oversize: { bytes: optional(integerFrom(1024, 1024 * MIB, 'bytes'), 16 * MIB) },
} satisfies Record<string, Record<string, Parameter<unknown>>>;

export type FaultKind = keyof typeof faultKinds;

type ValueOf<P> = P extends Parameter<infer T> ? T : never;
type Parameters<K extends FaultKind> = {
  [Key in keyof (typeof faultKinds)[K]]: ValueOf<(typeof faultKinds)[K][Key]>;
};

/** A fault and the probability `p` that a request meets it. Plain data, the same as its JSON form. */
export type Fault = { [K in FaultKind]: { fault: K; p: number } & Parameters<K> }[FaultKind];

/** Sums of decimal fractions miss 1 by a few units in the last place. */
const ROUNDING = 1e-9;

/**
 * Faults from their text form (`error:p=0.1,status=503;hang:p=0.01`, or `none`) or their JSON form
 * (`[{ fault: 'error', p: 0.1, status: 503 }]`), checked. `p` is 1 unless given.
 * @param field the name that their author knows them by, for the error: `FAULTS`
 * @throws SettingError that names the field and what it takes.
 */
export function parseFaults(given: unknown, field: string): Fault[] {
  if (given === 'none') return [];
  const list = typeof given === 'string' ? splitOutside(given, ';', field) : given;
  if (!Array.isArray(list)) {
    throw new SettingError(
      field,
      `takes faults as text, such as error:p=0.1,status=503;hang:p=0.01, or as a list; got ${quote(given)}`,
    );
  }
  const faults = list.map((one) => parseFault(one, field));
  const sum = faults.reduce((total, { p }) => total + p, 0);
  if (sum > 1 + ROUNDING) {
    throw new SettingError(field, `the probabilities of all faults may add up to 1 at most; got ${sum}`);
  }
  return faults;
}

/** The text form: what `parseFaults` turns into equal faults. */
export function formatFaults(faults: Fault[]): string {
  if (faults.length === 0) return 'none';
  return faults.map(formatFault).join(';');
}

/** The fault that `u` in [0, 1) falls on, if any: each takes a stretch as long as its probability, in their order. */
export function faultAt(faults: Fault[], u: number): Fault | undefined {
  let end = 0;
  return faults.find(({ p }) => {
    end += p;
    return u < end;
  });
}

function parseFault(given: unknown, field: string): Fault {
  const { name, parameters } = nameAndParameters(given, field);
  if (!isFaultKind(name)) {
    throw new SettingError(
      field,
      `no fault ${quote(name)}; it takes ${Object.keys(faultKinds).join(', ')}, or none`,
    );
  }
  const read = readParameters(name, { p: optional(probability, 1), ...faultKinds[name] }, parameters, field, {
    profile: () => {
      throw new SettingError(field, 'a fault holds no profile');
    },
  });
  // What was read are that kind's parameters, each checked by its own definition.
  return { fault: name, ...read } as Fault;
}

function nameAndParameters(
  given: unknown,
  field: string,
): { name: string; parameters: Record<string, unknown> } {
  if (typeof given === 'string') {
    const term = readTerm(given, field);
    return { name: term.name, parameters: term.given };
  }
  if (typeof given === 'object' && given !== null && 'fault' in given) {
    const { fault, ...parameters } = given;
    return { name: String(fault), parameters };
  }
  throw new SettingError(field, `takes each fault as text or as an object with fault; got ${quote(given)}`);
}

function formatFault({ fault, ...parameters }: Fault): string {
  return `${fault}:${Object.entries(parameters)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')}`;
}

function isFaultKind(name: string): name is FaultKind {
  return Object.hasOwn(faultKinds, name);
}
