import { Rate } from 'k6/metrics';
import { fetchPage, type Page } from './page.ts';

const faster = new Rate('faster');

/**
 * Asks for the same page by every strategy, one after the other, and notes for each whether it was faster than the baseline. Who
 * goes first changes from round to round. A page that failed was not faster; where the baseline's failed nothing is noted.
 */
export function compareInTurn(strategies: readonly string[], baseline: string, round: number): void {
  const first = round % strategies.length;
  const inTurn = [...strategies.slice(first), ...strategies.slice(0, first)];
  const pages = new Map<string, Page>(inTurn.map((strategy) => [strategy, fetchPage(strategy, round)]));
  const base = pages.get(baseline);
  if (!base?.ok) return;
  for (const [strategy, { ok, duration }] of pages) {
    if (strategy !== baseline) faster.add(ok && duration < base.duration, { strategy });
  }
}
