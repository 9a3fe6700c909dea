import { latencyEnv } from '@frontpage/shared/latency/latency.ts';
import { serverEnv } from '@frontpage/shared/server.ts';
import { z } from 'zod';

/** Every variable of recommendation, with its default. */
export const recommendationEnv = z.object({
  ...serverEnv({ service: 8082, operations: 9082 }),
  ...latencyEnv,
});

export type RecommendationConfig = z.output<typeof recommendationEnv>;
