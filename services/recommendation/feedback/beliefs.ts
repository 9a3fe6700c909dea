import { createRandom } from '@frontpage/shared/random.ts';
import { drawBeta } from './beta.ts';
import { type EstimateExamination, estimateExamination, examinedByBook } from './examination.ts';
import type { Counts } from './tally.ts';

/** How many clicks what is assumed of every book is worth: the more, the less is tried out, and the slower is learnt. */
const PRIOR_CLICKS = 20;
/** How many clicks a look is assumed to bring where there is no evidence at all, and how many looks that is worth. */
const ASSUMED_RATE = 0.05;
const ASSUMED_LOOKS = 200;

/** What is believed of how much each book attracts, relative to the mean of all. */
export type Beliefs = {
  /** A draw from what is believed of the book: 1 in expectation for one without evidence. The seed decides it. */
  draw(book: number, seed: number): number;
  /** Its expectation. */
  mean(book: number): number;
};

/**
 * Beta–Bernoulli beliefs for Thompson sampling (Chapelle and Li, "An empirical evaluation of Thompson sampling", NIPS 2011). With c clicks on a
 * book, x looks at it (impressions, each as much as its place is looked at) and μ the clicks a look of all books,
 *
 *     θ ~ Beta(20 + c, 20 / μ − 20 + max(0, x − c))
 *
 * and what is drawn is θ / μ. Clicks over expected clicks (Zhang and Jones, "Comparing click logs and editorial labels for training
 * query rewriting", WWW 2007) are its limit; its mean without evidence is 1, with a standard deviation of about 1 / √20.
 */
export function beliefsFrom(counts: Counts, estimate: EstimateExamination = estimateExamination): Beliefs {
  const looks = examinedByBook(counts, estimate(counts));
  const clicks = counts.clicksByBook;
  const rate = (sum(clicks) + ASSUMED_RATE * ASSUMED_LOOKS) / (sum(looks) + ASSUMED_LOOKS);
  // Small places may bring more clicks than looks: a rate stays below one half.
  const mean = Math.min(0.5, rate);
  const shapes = (book: number) => {
    const c = clicks[book] ?? 0;
    return [
      PRIOR_CLICKS + c,
      PRIOR_CLICKS / mean - PRIOR_CLICKS + Math.max(0, (looks[book] ?? 0) - c),
    ] as const;
  };
  return {
    draw(book, seed) {
      const [a, b] = shapes(book);
      return drawBeta(createRandom(seed, book), a, b) / mean;
    },
    mean(book) {
      const [a, b] = shapes(book);
      return a / (a + b) / mean;
    },
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
