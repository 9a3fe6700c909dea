import { delayAt } from '@frontpage/shared/latency/distributions.ts';
import { parseProfile } from '@frontpage/shared/latency/profile.ts';
import { refuseRecording } from '@frontpage/shared/latency/recording.ts';

/** Points of a profile's quantile function: this share of all delays is within these milliseconds. */
export type Curve = {
  readonly share: readonly number[];
  readonly ms: readonly number[];
  readonly p50: number;
  readonly p99: number;
};

/** From the quickest to the slowest of a thousand, ever closer together. */
const SHARES = [0.001, 0.01, 0.05, ...Array.from({ length: 31 }, (_, k) => 1 - 10 ** (-k / 10)).slice(1)];

/** @throws SettingError for what is no profile. */
export function curveOf(text: string): Curve {
  const profile = parseProfile(text, 'a profile', refuseRecording);
  const at = (q: number) => delayAt(profile, q);
  return { share: SHARES, ms: SHARES.map(at), p50: at(0.5), p99: at(0.99) };
}
