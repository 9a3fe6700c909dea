import { AssertionError, type Token, tokensOf } from './tokens.ts';

/** A place in an assertion that moves on as it is read. */
export type Cursor = {
  readonly peek: () => Token;
  /** Moves on, and gives the token that was there. */
  readonly next: () => Token;
  /** The same where it is one of these signs; undefined, and no move, where it isn't. */
  readonly take: (...signs: readonly string[]) => Token | undefined;
  /** @throws AssertionError that points at the token. */
  readonly fail: (problem: string, at: Token) => never;
};

/** @throws AssertionError at what is no token. */
export function cursorOver(text: string): Cursor {
  const tokens = tokensOf(text);
  let at = 0;
  const peek = () => tokens[at] as Token;
  const next = () => tokens[Math.min(at++, tokens.length - 1)] as Token;
  return {
    peek,
    next,
    take: (...signs) => (peek().kind === 'sign' && signs.includes(peek().text) ? next() : undefined),
    fail(problem, token) {
      throw new AssertionError(problem, text, token.at);
    },
  };
}
