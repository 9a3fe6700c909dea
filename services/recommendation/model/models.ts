import { trainCosine } from './cosine.ts';
import { trainEase } from './ease.ts';
import type { TrainModel } from './model.ts';

/** The ways to learn that there are; `npm run evaluate` compares them. */
export const models = {
  cosine: (shelves) => trainCosine(shelves),
  ease: (shelves) => trainEase(shelves),
} as const satisfies Record<string, TrainModel>;

export type ModelName = keyof typeof models;

/** The one that serves readers: docs/decisions/011-ease.md says why. */
export const SERVED_MODEL: ModelName = 'ease';
