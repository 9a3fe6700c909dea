import { dataDir } from '@frontpage/shared/data-dir.ts';
import { httpUrl } from '@frontpage/shared/env.ts';
import { serverEnv } from '@frontpage/shared/server.ts';
import { z } from 'zod';

/** Every variable of the lab, with its default. */
export const labEnv = z.object({
  ...serverEnv({ service: 8090, operations: 9190 }),
  /** Where the pages are, and the operations ports by which it reads and sets what they meet. */
  GATEWAY_URL: httpUrl('http://127.0.0.1:8080'),
  GATEWAY_OPS_URL: httpUrl('http://127.0.0.1:9080'),
  PROMO_OPS_URL: httpUrl('http://127.0.0.1:9081'),
  RECOMMENDATION_OPS_URL: httpUrl('http://127.0.0.1:9082'),
  /** Names beside localhost by which a browser may reach it, between commas. */
  ALLOWED_HOSTS: z
    .string()
    .regex(/^[a-z\d.-]+(,[a-z\d.-]+)*$/i, 'host names between commas')
    .default('localhost')
    .transform((text) => text.toLowerCase().split(',')),
  /** Saved runs are in its folder `lab`. */
  DATA_DIR: dataDir(),
});

export type LabConfig = z.output<typeof labEnv>;
