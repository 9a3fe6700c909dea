import { z } from 'zod';

/** A book as every service sends it. `year` is that of first publication (negative: BCE), `priceCents` euro cents. */
export const bookSchema = z.object({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(1),
  author: z.string().min(1),
  year: z.int(),
  subjects: z.array(z.string().min(1)).min(1),
  priceCents: z.int().positive(),
});

export type Book = z.infer<typeof bookSchema>;
