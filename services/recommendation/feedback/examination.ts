import { type Counts, PLACES } from './tally.ts';

/**
 * How likely a reader is to look at each place of the list, relative to the first, by index from 0.
 */
export type Examination = Float64Array;
export type EstimateExamination = (counts: Counts) => Examination;

/** How many clicks at a place it takes for its own figure to count as much as the assumed one. */
const PRIOR_CLICKS = 30;
const ROUNDS = 20;

/**
 * The position-based model (Richardson, Dominowska and Ragno, "Predicting clicks", WWW 2007; Craswell, Zoeter, Taylor and Ramsey, "An
 * experimental comparison of click position-bias models", WSDM 2008): a book is clicked where it is looked at and attracts, so
 *
 *     P(click on b at place k) = e(k) · a(b)
 *
 * Both are estimated together, in turn: a(b) = clicks on b / Σ_k impressions(b, k) e(k), then e(k) = clicks at k / Σ_b impressions(b, k) a(b).
 * That tells them apart because the same book has been shown at several places, which the re-ranking sees to. Where clicks are few,
 * e(k) stays near 1 / √k, and a(b) near the mean. The first place is where people look for certain: e(1) = 1.
 */
export function estimateExamination(counts: Counts): Examination {
  const assumed = Float64Array.from({ length: PLACES }, (_, k) => 1 / Math.sqrt(k + 1));
  let examination = assumed;
  const clicks = counts.clicksByPlace.reduce((sum, count) => sum + count, 0);
  if (clicks === 0) return assumed;
  for (let round = 0; round < ROUNDS; round++) {
    const attraction = attractionOf(counts, examination, clicks);
    const expected = expectedByPlace(counts, attraction);
    const raw = assumed.map(
      (prior, k) =>
        ((counts.clicksByPlace[k] ?? 0) + PRIOR_CLICKS * prior) / ((expected[k] ?? 0) + PRIOR_CLICKS),
    );
    const first = raw[0] ?? 1;
    examination = raw.map((value) => Math.min(1, value / first));
  }
  return examination;
}

/** Every place alike: what clicks would mean if all were looked at. For comparison only. */
export function noPositionBias(): Examination {
  return new Float64Array(PLACES).fill(1);
}

/** Impressions that were looked at, by book: expected clicks of a book that everybody clicks. */
export function examinedByBook(
  { impressions, bookCount, deepest }: Counts,
  examination: Examination,
): Float64Array {
  return Float64Array.from({ length: bookCount }, (_, book) => {
    let sum = 0;
    for (let k = 0; k < deepest; k++) sum += (impressions[book * PLACES + k] ?? 0) * (examination[k] ?? 0);
    return sum;
  });
}

/** Clicks a look, by book, drawn towards the mean of all as if each had another ten clicks at it. */
function attractionOf(counts: Counts, examination: Examination, clicks: number): Float64Array {
  const examined = examinedByBook(counts, examination);
  const mean = clicks / examined.reduce((sum, value) => sum + value, 0);
  return examined.map((looks, book) => ((counts.clicksByBook[book] ?? 0) + 10) / (looks + 10 / mean));
}

function expectedByPlace(
  { impressions, bookCount, deepest }: Counts,
  attraction: Float64Array,
): Float64Array {
  const expected = new Float64Array(PLACES);
  for (let book = 0; book < bookCount; book++) {
    for (let k = 0; k < deepest; k++) {
      expected[k] = (expected[k] ?? 0) + (impressions[book * PLACES + k] ?? 0) * (attraction[book] ?? 0);
    }
  }
  return expected;
}
