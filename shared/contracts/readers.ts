import { z } from 'zod';
import { bookSchema } from './book.ts';
import { readerIdSchema } from './recommendations.ts';

const LIMIT = 'a whole number from 1 to 100';

/** What recommendation takes by `GET /readers`: how many (24 unless said). */
export const readersQuerySchema = z.object({
  limit: z
    .string({ error: LIMIT })
    .regex(/^\d{1,3}$/, { error: LIMIT, abort: true })
    .transform(Number)
    .pipe(z.number().min(1, LIMIT).max(100, LIMIT))
    .default(24),
});

/** What recommendation answers to `GET /readers`: some of those who have bought something, and how many there are in all. */
export const readersSchema = z.object({
  readers: z.array(z.object({ id: readerIdSchema, name: z.string().min(1), books: z.int().min(0) })),
  total: z.int(),
});

/** What it answers to `GET /readers/:reader`, the latest purchase first; 404 for one it knows nothing of. */
export const readerSchema = z.object({
  id: readerIdSchema,
  name: z.string().min(1),
  purchases: z.array(z.object({ book: bookSchema, at: z.iso.datetime() })),
});

export type Readers = z.infer<typeof readersSchema>;
export type Reader = z.infer<typeof readerSchema>;
