import type { Report } from '../engine/report.ts';
import { metrics } from './metrics.ts';
import { AssertionError, type Token, tokensOf } from './tokens.ts';

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

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '==': (a, b) => a === b,
};

/**
 * Reads an assertion such as `concurrent.p95 < 0.7 * sequential.p95 && concurrent.errors == 0`.
 *
 * @param names the arms that it may speak of
 * @throws AssertionError that points at the place.
 */
export function parseAssertion(text: string, names: readonly string[]): Assertion {
  const tokens = tokensOf(text);
  let next = 0;
  const peek = () => tokens[next] as Token;
  const take = (...signs: string[]): Token | undefined => {
    const token = peek();
    if (token.kind !== 'sign' || !signs.includes(token.text)) return undefined;
    next += 1;
    return token;
  };
  const fail = (problem: string, { at }: Token): never => {
    throw new AssertionError(problem, text, at);
  };

  function conjunction(): Term {
    let left = comparison();
    for (let sign = take('&&'); sign; sign = take('&&')) {
      const [a, b] = [left, comparison()];
      if (a.time !== 'truth' || b.time !== 'truth') fail('&& stands between comparisons', sign);
      left = { time: 'truth', value: (arms) => (a.value(arms) && b.value(arms) ? 1 : 0) };
    }
    return left;
  }

  function comparison(): Term {
    const left = sum();
    const sign = take(...Object.keys(COMPARISONS));
    if (!sign) return left;
    const right = sum();
    sameUnit(left, right, sign);
    const compare = COMPARISONS[sign.text] as (a: number, b: number) => boolean;
    return { time: 'truth', value: (arms) => (compare(left.value(arms), right.value(arms)) ? 1 : 0) };
  }

  function sum(): Term {
    let left = product();
    for (let sign = take('+', '-'); sign; sign = take('+', '-')) {
      const [a, b, way] = [left, product(), sign.text === '+' ? 1 : -1];
      sameUnit(a, b, sign);
      left = { time: a.time, value: (arms) => a.value(arms) + way * b.value(arms) };
    }
    return left;
  }

  function product(): Term {
    let left = operand();
    for (let sign = take('*', '/'); sign; sign = take('*', '/')) {
      const [a, b, times] = [left, operand(), sign.text === '*'];
      if (a.time === 'truth' || b.time === 'truth') return fail('a comparison is no number', sign);
      left = {
        time: times ? a.time + b.time : a.time - b.time,
        value: (arms) => (times ? a.value(arms) * b.value(arms) : a.value(arms) / b.value(arms)),
      };
    }
    return left;
  }

  function operand(): Term {
    const minus = take('-');
    if (minus) {
      const of = operand();
      return of.time === 'truth'
        ? fail('a comparison is no number', minus)
        : { ...of, value: (arms) => -of.value(arms) };
    }
    if (take('(')) {
      const inner = conjunction();
      if (!take(')')) fail('a closing bracket is missing', peek());
      return inner;
    }
    const token = peek();
    next += 1;
    if (token.kind === 'number') return numberTerm(token.text);
    if (token.kind === 'metric') return metricTerm(token);
    return fail('a metric, a number or a bracket is missing', token);
  }

  function metricTerm(token: Token): Term {
    const dot = token.text.indexOf('.');
    const [name, metric] = [token.text.slice(0, dot), token.text.slice(dot + 1)];
    const row = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined;
    if (!names.includes(name))
      return fail(`nothing here is called ${name}; there is ${names.join(', ')}`, token);
    if (!row) return fail(`there is no metric ${metric}; there is ${Object.keys(metrics).join(', ')}`, token);
    const value = (arms: Arms) => (arms[name] ? row.read(arms[name]) : null) ?? Number.NaN;
    return { time: row.unit === 'ms' ? 1 : 0, value };
  }

  function sameUnit(a: Term, b: Term, sign: Token): void {
    if (a.time === 'truth' || b.time === 'truth') fail('a comparison is no number', sign);
    if (a.time !== b.time)
      fail('a time can be compared with and added to times only, such as 200ms or 1.5s', sign);
  }

  const whole = conjunction();
  if (peek().kind !== 'end') fail('an operator is missing', peek());
  if (whole.time !== 'truth') fail('a comparison is missing: < <= > >= ==', peek());
  return { text, holds: (arms) => whole.value(arms) === 1 };
}

function numberTerm(text: string): Term {
  const number = Number.parseFloat(text);
  if (text.endsWith('ms')) return { time: 1, value: () => number };
  if (text.endsWith('s')) return { time: 1, value: () => number * 1000 };
  return { time: 0, value: () => (text.endsWith('%') ? number / 100 : number) };
}
