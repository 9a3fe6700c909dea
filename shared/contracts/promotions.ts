import { z } from 'zod';
import { bookSchema } from './book.ts';

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

/** What promo answers to `GET /promotions`: the banners at instant `at`, in the order in which they are shown. */
export const promotionsSchema = z.object({
  at: z.iso.datetime(),
  promotions: z.array(promotionSchema),
});

const AT = 'an ISO 8601 instant such as 2026-12-24T18:00:00Z';

/** What promo takes: `at`, the instant to show banners of; without it, now. */
export const promotionsQuerySchema = z.object({
  at: z.iso
    .datetime({ offset: true, error: AT })
    .refine((text) => !/\.\d{10}/.test(text), AT) // Temporal takes nanoseconds, and nothing finer
    .optional(),
});

export type Promotion = z.infer<typeof promotionSchema>;
export type Promotions = z.infer<typeof promotionsSchema>;
