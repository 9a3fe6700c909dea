import { dataDir } from '@frontpage/shared/data-dir.ts';
import { wholeNumber } from '@frontpage/shared/env.ts';
import { latencyEnv } from '@frontpage/shared/latency/latency.ts';
import { serverEnv } from '@frontpage/shared/server.ts';
import { z } from 'zod';

/** Every variable of recommendation, with its default. */
export const recommendationEnv = z.object({
  ...serverEnv({ service: 8082, operations: 9082 }),
  ...latencyEnv,
  DATA_DIR: dataDir(),
  /** How long impressions and clicks are kept. After sixty days each counts less than a three-hundredth. */
  FEEDBACK_DAYS: wholeNumber({ default: 60, min: 1, max: 3650, unit: 'days' }),
});

export type RecommendationConfig = z.output<typeof recommendationEnv>;
