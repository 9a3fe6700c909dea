import { compileTemplate } from '../templates.ts';
import { type SignedIn, signInPath } from './session.ts';

/** HTML for the head of a page: who is signed in, with the way out, or the way in. Both lead back to `next`. */
export type AccountBar = (reader: SignedIn | undefined, next: string) => string;

export function createAccountBar(): AccountBar {
  const render = compileTemplate('account', ['reader', 'next', 'signIn']);
  return (reader, next) => render({ reader, next, signIn: signInPath(next) });
}
