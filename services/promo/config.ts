import { fileURLToPath } from 'node:url';
import { milliseconds, wholeNumber } from '@frontpage/shared/env.ts';
import { latencyEnv } from '@frontpage/shared/latency/latency.ts';
import { serverEnv } from '@frontpage/shared/server.ts';
import { z } from 'zod';

/** Every variable of promo, with its default. */
export const promoEnv = z.object({
  ...serverEnv({ service: 8081, operations: 9081 }),
  ...latencyEnv,
  /** How many banners are shown at once, at most. */
  BANNERS: wholeNumber({ default: 4, min: 1, max: 20, unit: 'banners' }),
  /** The campaigns. A relative path starts where the process does. */
  CAMPAIGNS_FILE: z.string().default(fileURLToPath(new URL('campaigns.json', import.meta.url))),
  /** How long between two looks at that file, for an edit. */
  CAMPAIGNS_INTERVAL: milliseconds(2000),
});

export type PromoConfig = z.output<typeof promoEnv>;
