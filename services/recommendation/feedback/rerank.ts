import type { Candidate } from '../model/candidates.ts';
import type { Beliefs } from './beliefs.ts';

/** How many of the model's best take part: a book further down has no chance to be shown. */
export const POOL = 100;

/**
 * Blends what the model says with what readers clicked: the score of each candidate is multiplied by a draw from what is believed of
 * the book. Of books without evidence the draw is 1 in expectation, and so their expected scores stand in the model's order. Equal
 * scores stay in the order they came in. The same seed and evidence give the same list.
 */
export function reRank(candidates: readonly Candidate[], beliefs: Beliefs, seed: number): Candidate[] {
  return candidates
    .map((candidate) => ({ ...candidate, score: candidate.score * beliefs.draw(candidate.book, seed) }))
    .sort((a, b) => b.score - a.score);
}
