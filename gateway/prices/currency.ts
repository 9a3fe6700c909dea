import { currencySchema } from '@frontpage/shared/contracts/rates.ts';
import { validate } from '@frontpage/shared/validate.ts';
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { formBody } from '../form-body.ts';
import { ownPath } from '../readers/own-path.ts';
import { EURO } from './money.ts';

const COOKIE = 'currency';
const YEAR = 365 * 24 * 3600 * 1000;

/** The currency that the reader has chosen; the euro where none was, or the cookie holds no currency. */
export function currencyOf(req: Request): string {
  const chosen: unknown = req.cookies?.[COOKIE];
  if (chosen === undefined) return EURO;
  const { success, data } = currencySchema.safeParse(chosen);
  return success ? data : EURO;
}

/**
 * Takes the form by which a reader chooses a currency: keeps the choice in a cookie for a year, and leads back to where the
 * form was.
 *
 * @param currencies what there is to choose from now; anything else is a 400 that names them
 */
export function chooseCurrency(
  currencies: () => readonly string[],
  { secure }: { secure: boolean },
): RequestHandler[] {
  const options: CookieOptions = { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: YEAR };
  function setCurrency(req: Request, res: Response): void {
    const known = currencies();
    const choice = z.object({
      currency: currencySchema.refine((given) => known.includes(given), `one of ${known.join(', ')}`),
    });
    const body = req.body ?? {};
    const { currency } = validate(choice, body, 'body');
    res.cookie(COOKIE, currency, options).set('cache-control', 'no-store').redirect(303, ownPath(body.back));
  }
  return [formBody, setCurrency];
}
