import { normalQuantile, Z99 } from './normal-quantile.ts';
import type { Parameter } from './parameters.ts';
import {
  innerProfile,
  LONGEST_DELAY_MS,
  milliseconds,
  optional,
  path,
  probability,
  recordedMilliseconds,
  someMilliseconds,
} from './parameters.ts';

/** A shape of latency: its parameters `P`, and its delay as a function of one number drawn evenly from [0, 1). */
export interface Distribution<P> {
  parameters: { [K in keyof P]-?: Parameter<NonNullable<P[K]>> };
  /** The text form of one of them, for errors and for its picture in the docs: best with delays under 600 ms. */
  example: string;
  /** The parameters that text may give by place, joined by `-`: `uniform:80-200`. */
  short?: (keyof P & string)[];
  /** The second must be greater than the first. */
  ascending?: [keyof P & string, keyof P & string];
  /**
   * The delay in milliseconds where `u` falls; the quantile function, wherever the distribution has one, so that equal
   * luck means an equally slow call whatever the profile.
   */
  at(parameters: P, u: number): number;
}

/** A percentile pair is what people know of their own system; the formulas follow from it. */
interface Percentiles {
  p50: number;
  p99: number;
}

interface Bimodal {
  p: number;
  usual: Profile;
  rare: Profile;
}

interface Replay {
  /** Where the values came from, if from a file. */
  file?: string;
  values: number[];
}

// Typed by hand, and so apart: it holds profiles, whose type follows from the table below.
const bimodal: Distribution<Bimodal> = {
  parameters: { p: probability, usual: innerProfile, rare: innerProfile },
  example: 'bimodal:p=0.05,usual=(lognormal:p50=80,p99=160),rare=(uniform:450-550)',
  // The rare ones take the top of [0, 1), and each side is stretched to [0, 1) again: still one draw.
  at: ({ p, usual, rare }, u) => (u < 1 - p ? delayAt(usual, u / (1 - p)) : delayAt(rare, (u - (1 - p)) / p)),
};

/** Every shape there is. To add one, add a row. */
export const distributions = {
  none: row<Record<never, never>>({
    parameters: {},
    example: 'none',
    at: () => 0,
  }),
  fixed: row<{ ms: number }>({
    parameters: { ms: milliseconds },
    example: 'fixed:120',
    short: ['ms'],
    at: ({ ms }) => ms,
  }),
  uniform: row<{ min: number; max: number }>({
    parameters: { min: milliseconds, max: milliseconds },
    example: 'uniform:80-200',
    short: ['min', 'max'],
    ascending: ['min', 'max'],
    at: ({ min, max }, u) => min + (max - min) * u,
  }),
  normal: row<{ mean: number; sd: number }>({
    parameters: { mean: milliseconds, sd: milliseconds },
    example: 'normal:mean=100,sd=15',
    at: ({ mean, sd }, u) => mean + sd * normalQuantile(u),
  }),
  lognormal: row<Percentiles>({
    parameters: { p50: someMilliseconds, p99: someMilliseconds },
    example: 'lognormal:p50=80,p99=400',
    ascending: ['p50', 'p99'],
    at: ({ p50, p99 }, u) => p50 * (p99 / p50) ** (normalQuantile(u) / Z99),
  }),
  exponential: row<{ mean: number }>({
    parameters: { mean: milliseconds },
    example: 'exponential:mean=50',
    at: ({ mean }, u) => -mean * Math.log1p(-u),
  }),
  pareto: row<Percentiles>({
    parameters: { p50: someMilliseconds, p99: someMilliseconds },
    example: 'pareto:p50=50,p99=500',
    ascending: ['p50', 'p99'],
    // S(x) = (scale / x)^alpha, with scale and alpha such that S(p50) = 1/2 and S(p99) = 1/100.
    at: ({ p50, p99 }, u) => p50 * (2 * (1 - u)) ** (-Math.log(p99 / p50) / Math.log(50)),
  }),
  bimodal,
  replay: row<Replay>({
    parameters: { file: optional(path), values: recordedMilliseconds },
    example: 'replay:values=61|64|65|66|68|71|73|74|78|85|90|140|145|152|310|480',
    at: ({ values }, u) => values[Math.floor(u * values.length)] ?? 0,
  }),
};

export type DistributionName = keyof typeof distributions;

/** Bounds that every distribution takes, in milliseconds: 0 and an hour unless given. */
export interface Bounds {
  floor?: number;
  cap?: number;
}

export const bounds = { floor: optional(milliseconds), cap: optional(milliseconds) };

type ParametersOf<D> = D extends Distribution<infer P> ? P : never;

/** A latency profile, checked: which distribution, its parameters and bounds. Plain data, the same as its JSON form. */
export type Profile = {
  [Name in DistributionName]: { distribution: Name } & ParametersOf<(typeof distributions)[Name]> & Bounds;
}[DistributionName];

/**
 * The profile's delay for `u` in [0, 1), in milliseconds: a multiple of a microsecond, unless that would break a bound, and
 * within floor and cap.
 */
export function delayAt(profile: Profile, u: number): number {
  const { floor = 0, cap = LONGEST_DELAY_MS } = profile;
  // A profile's distribution says which row its parameters belong to; the compiler can't follow that.
  const distribution = distributions[profile.distribution] as { at(parameters: Profile, u: number): number };
  const delay = Math.round(distribution.at(profile, u) * 1000) / 1000;
  return Math.min(cap, Math.max(floor, delay));
}

/** Only fixes a row's types. */
function row<P>(distribution: Distribution<P>): Distribution<P> {
  return distribution;
}
