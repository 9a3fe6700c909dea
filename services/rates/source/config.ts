import { parsedBy, wholeNumber } from '@frontpage/shared/env.ts';
import { latencyEnv } from '@frontpage/shared/latency/latency.ts';
import { parseProfile } from '@frontpage/shared/latency/profile.ts';
import { serverEnv } from '@frontpage/shared/server.ts';
import { z } from 'zod';

const profile = (text: string) => parseProfile(text, 'LATENCY');

/** Every variable of the embedded source, with its default. */
export const ratesSourceEnv = z.object({
  ...serverEnv({ service: 8084, operations: 9084 }),
  ...latencyEnv,
  /** As slow as the outside is. */
  LATENCY: parsedBy(profile, profile('lognormal:p50=400,p99=1500')),
  /** How many requests are answered with 429. */
  THROTTLE: wholeNumber({ default: 10, min: 0, max: 100, unit: 'percent' }),
});

export type RatesSourceConfig = z.output<typeof ratesSourceEnv>;
