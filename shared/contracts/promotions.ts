import { z } from 'zod';
import { bookIdSchema, bookSchema } from './book.ts';

const promotionSchema = z.object({
  id: z.string().min(1),
  title: z.string().min(1),
  text: z.string().min(1),
  callToAction: z.string().min(1),
  book: bookSchema,
  discountPercent: z.int().min(1).max(99),
  salePriceCents: z.int().positive(),
  from: z.iso.datetime(),
  until: z.iso.datetime(),
  /** The last whole or begun day of it, where the campaign runs. */
  lastDay: z.iso.date(),
});

/**
 * What promo answers to `GET /promotions`: the banners in the order in which they are shown. `at` is the instant that was
 * asked for or, where none was, that of the latest change, so that the answer is the same until the next one.
 */
export const promotionsSchema = z.object({
  at: z.iso.datetime(),
  promotions: z.array(promotionSchema),
});

/** What promo answers to `GET /sales`: every book whose price is reduced, each once; `at` as above. */
export const salesSchema = z.object({
  at: z.iso.datetime(),
  sales: z.array(
    z.object({
      book: bookIdSchema,
      campaign: z.string().min(1),
      discountPercent: z.int().min(1).max(99),
      salePriceCents: z.int().positive(),
      /** When this reduction ends; another may follow at once. */
      until: z.iso.datetime(),
    }),
  ),
});

const AT = 'an ISO 8601 instant such as 2026-12-24T18:00:00Z';

/** What promo takes: `at`, the instant to answer for; without it, now. */
export const promotionsQuerySchema = z.object({
  at: z.iso
    .datetime({ offset: true, error: AT })
    .refine((text) => !/\.\d{10}/.test(text), AT) // Temporal takes nanoseconds, and nothing finer
    .optional(),
});

export type Promotion = z.infer<typeof promotionSchema>;
export type Promotions = z.infer<typeof promotionsSchema>;
export type Sales = z.infer<typeof salesSchema>;
