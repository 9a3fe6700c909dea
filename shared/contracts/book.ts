import { z } from 'zod';

const BOOK_ID = 'a name in lower case with dashes such as jane-eyre';

/** A book's name for the machines. */
export const bookIdSchema = z.string({ error: BOOK_ID }).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, BOOK_ID);

/** A book as every service sends it. `year` is that of first publication (negative: BCE), `priceCents` euro cents. */
export const bookSchema = z.object({
  id: bookIdSchema,
  title: z.string().min(1),
  author: z.string().min(1),
  year: z.int(),
  subjects: z.array(z.string().min(1)).min(1),
  priceCents: z.int().positive(),
});

export type Book = z.infer<typeof bookSchema>;
