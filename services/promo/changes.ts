import type { Calendar } from './calendar.ts';

/** What is shown at an instant: JSON can tell whether it is the same at two. */
export type ShowAt = (at: number) => unknown;

/**
 * The first instant after this one at which something else is shown; undefined when that never comes. What begins or
 * ends out of sight is no change.
 */
export function nextChange(at: number, calendar: Calendar, showAt: ShowAt): number | undefined {
  const isSame = sameAs(showAt(at), showAt);
  let change = calendar.next(at);
  while (change !== undefined && isSame(change)) change = calendar.next(change);
  return change;
}

/** Since when what is shown at this instant has been shown; undefined when it always has. */
export function lastChange(at: number, calendar: Calendar, showAt: ShowAt): number | undefined {
  const isSame = sameAs(showAt(at), showAt);
  let change = calendar.previous(at);
  while (change !== undefined && isSame(change - 1)) change = calendar.previous(change - 1);
  return change;
}

function sameAs(shown: unknown, showAt: ShowAt): (at: number) => boolean {
  const text = JSON.stringify(shown);
  return (at) => JSON.stringify(showAt(at)) === text;
}
