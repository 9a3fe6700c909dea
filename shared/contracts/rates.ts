import { z } from 'zod';

const CURRENCY = 'a currency of ISO 4217 such as USD';

/** A currency's code. */
export const currencySchema = z.string({ error: CURRENCY }).regex(/^[A-Z]{3}$/, CURRENCY);

/**
 * What rates answers to `GET /rates`, from memory, and to `GET /rates/live`, which asks the source while its caller waits:
 * how much of each currency one euro is worth.
 */
export const ratesSchema = z.object({
  base: z.literal('EUR'),
  /** The day that the source gives them for. */
  date: z.iso.date(),
  /** When the source last said that these are its latest. */
  confirmedAt: z.iso.datetime(),
  rates: z.record(currencySchema, z.number().positive()),
});

export type Rates = z.infer<typeof ratesSchema>;
