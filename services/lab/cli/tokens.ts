/** A piece of an assertion, and where it begins. */
export type Token = {
  readonly kind: 'number' | 'metric' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
};

/** An assertion that can't be read; the message shows it with a mark under the place. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';

  constructor(problem: string, text: string, at: number) {
    super(`${problem}\n  ${text}\n  ${' '.repeat(at)}^`);
  }
}

const PATTERNS = [
  ['number', /(?:\d+\.?\d*|\.\d+)(?:ms|s|%)?/y],
  ['metric', /[A-Za-z]\w*\.[A-Za-z]\w*(?:\.\d+)?/y],
  ['sign', /&&|<=|>=|==|[-+*/()<>]/y],
] as const;

/** @throws AssertionError at what is no number, metric or sign. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (/\s/.test(text[at] ?? '')) at += 1;
    if (at >= text.length) return [...tokens, { kind: 'end', text: '', at }];
    const token = tokenAt(text, at);
    if (!token) {
      throw new AssertionError(
        'an assertion has metrics such as concurrent.p95, numbers such as 200ms, 1.5s, 5% or 0.7, and + - * / ( ) < <= > >= == &&',
        text,
        at,
      );
    }
    tokens.push(token);
    at += token.text.length;
  }
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, text: found, at };
  }
  return undefined;
}
