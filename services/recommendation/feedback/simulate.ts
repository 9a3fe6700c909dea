import { createRandom } from '@frontpage/shared/random.ts';
import type { Candidate } from '../model/candidates.ts';
import { beliefsFrom } from './beliefs.ts';
import type { EstimateExamination } from './examination.ts';
import { reRank } from './rerank.ts';
import { createTally } from './tally.ts';

export type World = {
  /** What the model says, best first: book 0, book 1, … */
  scores: readonly number[];
  /** How likely a reader who looks at the book is to click it. */
  attraction: readonly number[];
  /** How likely a reader is to look at each place; the page has as many places. */
  examination: readonly number[];
};

export type Outcome = {
  /** Clicks a page, in each tenth of the time. */
  clicksPerPage: number[];
  /** Each book's mean place in the last tenth, from 1; books that aren't shown count as one place after the last. */
  places: number[];
};

/**
 * Twenty books, the model's scores falling by 7 percent from each to the next, of which all are clicked at one look in ten but for the
 * bad one, which the model puts first (one in 25), and the good one, which it puts tenth (one in 4). Ten places; place k is looked at with
 * probability 1 / k, which isn't what is assumed at first.
 */
export function biasedWorld(): { world: World; bad: number; good: number } {
  const [bad, good] = [0, 9];
  const scores = Array.from({ length: 20 }, (_, book) => 0.3 * 0.93 ** book);
  const attraction = scores.map((_, book) => (book === bad ? 0.04 : book === good ? 0.25 : 0.1));
  return {
    world: { scores, attraction, examination: Array.from({ length: 10 }, (_, k) => 1 / (k + 1)) },
    bad,
    good,
  };
}

/**
 * Shows a page to one simulated reader after another, who look and click as the world says; what they did is learnt from after every
 * `batch` pages (50 unless said). Nothing decays: all happens at one instant. The seed decides everything.
 */
export function simulateReaders(
  world: World,
  {
    pages,
    seed,
    estimate,
    batch = 50,
  }: { pages: number; seed: number; estimate: EstimateExamination; batch?: number },
): Outcome {
  const books = world.scores.length;
  const shown = world.examination.length;
  const candidates: Candidate[] = world.scores.map((score, book) => ({ book, score }));
  const tally = createTally(books, 0);
  const random = createRandom(seed, 'simulated readers');
  const clicks = new Array<number>(10).fill(0);
  const placeSums = new Array<number>(books).fill(0);
  let beliefs = beliefsFrom(tally.counts(0), estimate);
  for (let page = 0; page < pages; page++) {
    if (page % batch === 0) beliefs = beliefsFrom(tally.counts(0), estimate);
    const tenth = Math.floor((page * 10) / pages);
    for (const [index, { book }] of reRank(candidates, beliefs, Math.floor(random() * 2 ** 32)).entries()) {
      if (tenth === 9) placeSums[book] = (placeSums[book] ?? 0) + Math.min(index, shown) + 1;
      if (index >= shown) continue;
      tally.impression(book, index + 1, 0);
      if (random() >= (world.examination[index] ?? 0) * (world.attraction[book] ?? 0)) continue;
      tally.click(book, index + 1, 0);
      clicks[tenth] = (clicks[tenth] ?? 0) + 1;
    }
  }
  return {
    clicksPerPage: clicks.map((count) => count / (pages / 10)),
    places: placeSums.map((sum) => sum / (pages / 10)),
  };
}
