import { z } from 'zod';
import { bookSchema } from './book.ts';

const recommendationSchema = z.object({
  book: bookSchema,
  reason: z.string().min(1),
  score: z.number(),
});

/**
 * What recommendation answers to `GET /recommendations/:reader`: books in order of rank. `basis` says whether they
 * follow from what this reader bought or, for one we know nothing of, from what everybody buys.
 */
export const recommendationsSchema = z.object({
  reader: z.string(),
  basis: z.enum(['purchases', 'popularity']),
  books: z.array(recommendationSchema),
});

const READER = 'up to 64 letters, digits, - and _';

/** A reader's name for the machines. */
export const readerIdSchema = z.string({ error: READER }).regex(/^[\w-]{1,64}$/, READER);

/** Stands for somebody of whom we know nothing. */
export const UNKNOWN_READER = 'visitor';

const LIMIT = 'a whole number from 1 to 50';
const SEED = 'a whole number from 0 to 4294967295';

/**
 * What recommendation takes: how many books (10 unless said), and the seed that decides what is tried out on this page;
 * without one it follows from the reader and the time, and holds for ten minutes.
 */
export const recommendationsQuerySchema = z.object({
  limit: z
    .string({ error: LIMIT })
    .regex(/^\d{1,2}$/, { error: LIMIT, abort: true })
    .transform(Number)
    .pipe(z.number().min(1, LIMIT).max(50, LIMIT))
    .default(10),
  seed: z
    .string({ error: SEED })
    .regex(/^\d{1,10}$/, { error: SEED, abort: true })
    .transform(Number)
    .pipe(z.number().max(2 ** 32 - 1, SEED))
    .optional(),
});

export type Recommendation = z.infer<typeof recommendationSchema>;
export type Recommendations = z.infer<typeof recommendationsSchema>;
