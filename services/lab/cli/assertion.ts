import type { Report } from '../engine/report.ts';
import { type Cursor, cursorOver } from './cursor.ts';
import { metrics } from './metrics.ts';
import type { Token } from './tokens.ts';

type Arms = Report['arms'];

/** Something that a report gives a value: a truth (1 or 0), or a number of the dimension milliseconds to the power of `time`. */
type Term = {
  readonly time: number | 'truth';
  readonly value: (arms: Arms) => number;
};

export type Assertion = {
  readonly text: string;
  /** Whether it holds; a metric that there is no figure for makes it false. */
  readonly holds: (arms: Arms) => boolean;
};

/** What is being read, and the arms that it may speak of. */
type Reading = Cursor & { readonly names: readonly string[] };

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
};
const NO_NUMBER = 'a comparison is no number';

/**
 * Reads an assertion such as `concurrent.p95 < 0.7 * sequential.p95 && concurrent.errors == 0`, by recursive descent: each function below reads
 * what binds more tightly than the one before it.
 *
 * @param names the arms that it may speak of
 * @throws AssertionError that points at the place.
 */
export function parseAssertion(text: string, names: readonly string[]): Assertion {
  const reading = { ...cursorOver(text), names };
  const whole = conjunction(reading);
  if (reading.peek().kind !== 'end') reading.fail('an operator is missing', reading.peek());
  if (whole.time !== 'truth') reading.fail('a comparison is missing: < <= > >= ==', reading.peek());
  return { text, holds: (arms) => whole.value(arms) === 1 };
}

function conjunction(reading: Reading): Term {
  let left = comparison(reading);
  for (let sign = reading.take('&&'); sign; sign = reading.take('&&')) {
    const [a, b] = [left, comparison(reading)];
    if (a.time !== 'truth' || b.time !== 'truth') reading.fail('&& stands between comparisons', sign);
    left = { time: 'truth', value: (arms) => (a.value(arms) && b.value(arms) ? 1 : 0) };
  }
  return left;
}

function comparison(reading: Reading): Term {
  const left = sum(reading);
  const sign = reading.take(...Object.keys(COMPARISONS));
  if (!sign) return left;
  const right = sum(reading);
  sameUnit(reading, left, right, sign);
  const compare = COMPARISONS[sign.text] as (a: number, b: number) => boolean;
  return { time: 'truth', value: (arms) => (compare(left.value(arms), right.value(arms)) ? 1 : 0) };
}

function sum(reading: Reading): Term {
  let left = product(reading);
  for (let sign = reading.take('+', '-'); sign; sign = reading.take('+', '-')) {
    const [a, b, way] = [left, product(reading), sign.text === '+' ? 1 : -1];
    sameUnit(reading, a, b, sign);
    left = { time: a.time, value: (arms) => a.value(arms) + way * b.value(arms) };
  }
  return left;
}

function product(reading: Reading): Term {
  let left = operand(reading);
  for (let sign = reading.take('*', '/'); sign; sign = reading.take('*', '/')) {
    const [a, b, times] = [left, operand(reading), sign.text === '*'];
    if (a.time === 'truth' || b.time === 'truth') return reading.fail(NO_NUMBER, sign);
    left = {
      time: times ? a.time + b.time : a.time - b.time,
      value: (arms) => (times ? a.value(arms) * b.value(arms) : a.value(arms) / b.value(arms)),
    };
  }
  return left;
}

function operand(reading: Reading): Term {
  const minus = reading.take('-');
  if (minus) {
    const of = operand(reading);
    if (of.time === 'truth') return reading.fail(NO_NUMBER, minus);
    return { ...of, value: (arms) => -of.value(arms) };
  }
  if (reading.take('(')) {
    const inner = conjunction(reading);
    if (!reading.take(')')) reading.fail('a closing bracket is missing', reading.peek());
    return inner;
  }
  const token = reading.next();
  if (token.kind === 'number') return numberTerm(token.text);
  if (token.kind === 'metric') return metricTerm(reading, token);
  return reading.fail('a metric, a number or a bracket is missing', token);
}

function metricTerm({ names, fail }: Reading, token: Token): Term {
  const dot = token.text.indexOf('.');
  const [name, metric] = [token.text.slice(0, dot), token.text.slice(dot + 1)];
  const row = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
  if (!names.includes(name))
    return fail(`nothing here is called ${name}; there is ${names.join(', ')}`, token);
  if (!row) return fail(`there is no metric ${metric}; there is ${Object.keys(metrics).join(', ')}`, token);
  const value = (arms: Arms) => (arms[name] ? row.read(arms[name]) : null) ?? Number.NaN;
  return { time: row.unit === 'ms' ? 1 : 0, value };
}

function numberTerm(text: string): Term {
  const number = Number.parseFloat(text);
  if (text.endsWith('ms')) return { time: 1, value: () => number };
  if (text.endsWith('s')) return { time: 1, value: () => number * 1000 };
  return { time: 0, value: () => (text.endsWith('%') ? number / 100 : number) };
}

function sameUnit({ fail }: Reading, a: Term, b: Term, sign: Token): void {
  if (a.time === 'truth' || b.time === 'truth') fail(NO_NUMBER, sign);
  if (a.time !== b.time)
    fail('a time can be compared with and added to times only, such as 200ms or 1.5s', sign);
}
