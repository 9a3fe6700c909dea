import { createRandom, type Random } from '@frontpage/shared/random.ts';
import { armNames, type Plan, roundsIn } from './plan.ts';

/** Every page that is going to be asked for, in order; all of it fixed before the first is sent. */
export type Arrivals = {
  /** When each is to be sent, in milliseconds from the start. */
  readonly at: Float64Array;
  /** Which arm it is of, by its place in the plan. */
  readonly arm: Uint8Array;
  /** Which round it belongs to. */
  readonly round: Uint32Array;
  /** What all pages of a round draw from, by round. */
  readonly seeds: Uint32Array;
};

/**
 * The arrivals of a plan, or of its warm-up, which has other seeds. Each round has one page of every arm, in an order drawn anew, so that
 * no arm always comes behind the same other one and whatever drifts befalls all of them alike.
 */
export function arrivalsOf(plan: Plan, phase: 'load' | 'warm-up'): Arrivals {
  const arms = armNames(plan).length;
  const rounds = roundsIn(plan, phase === 'load' ? plan.duration : plan.warmUp);
  const counted = phase === 'load' ? Math.max(1, rounds) : rounds;
  const random = createRandom(phase, plan.seed);
  const seeds = Uint32Array.from({ length: counted }, () => Math.floor(random() * 2 ** 32));
  const arm = new Uint8Array(counted * arms);
  const round = Uint32Array.from(arm, (_, i) => Math.floor(i / arms));
  for (let i = 0; i < arm.length; i += arms) arm.set(shuffled(arms, random), i);
  const gap = 1000 / (plan.rate * arms);
  const at = plan.arrivals === 'constant' ? even(arm.length, gap) : atRandom(arm.length, gap, random);
  return { at, arm, round, seeds };
}

function even(count: number, gap: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => i * gap);
}

// A Poisson process: independent, exponentially distributed gaps.
function atRandom(count: number, gap: number, random: Random): Float64Array {
  let now = 0;
  return Float64Array.from({ length: count }, () => {
    now -= gap * Math.log1p(-random());
    return now;
  });
}

// Fisher and Yates.
function shuffled(count: number, random: Random): Uint8Array {
  const order = Uint8Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
