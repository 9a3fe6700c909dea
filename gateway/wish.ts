import type { IncomingHttpHeaders } from 'node:http';
import { readerIdSchema, UNKNOWN_READER } from '@frontpage/shared/contracts/recommendations.ts';
import { checkLabHeaders, LAB_HEADERS } from '@frontpage/shared/latency/header.ts';
import { validate } from '@frontpage/shared/validate.ts';
import type { Request } from 'express';
import { z } from 'zod';
import type { PageWish } from './home/page.ts';
import { currencyOf } from './prices/currency.ts';
import { readerOf } from './readers/session.ts';

const BUDGET = 'a whole number of milliseconds from 1 to 60000';

const labQuery = z.object({
  reader: readerIdSchema.optional(),
  budget: z
    .string({ error: BUDGET })
    .regex(/^\d{1,5}$/, { error: BUDGET, abort: true })
    .transform(Number)
    .pipe(z.number().min(1, BUDGET).max(60_000, BUDGET))
    .optional(),
});

/**
 * What a request says of the page that it wants: its reader is the one who has signed in, its currency the one of its cookie.
 * Only where the lab is on, another reader may be chosen by `?reader=`, the budget by `?budget=`, and latency, faults and
 * seed by the headers of `LAB_HEADERS`, which then go on to the upstreams. Elsewhere nothing of that is even looked at, and
 * no header of a visitor's goes on.
 *
 * @throws ProblemError or SettingError, both a 400, that name what was wrong and what is taken.
 */
export function wishReader(
  { LAB: lab, PAGE_BUDGET: usual }: { LAB: boolean; PAGE_BUDGET: number },
  upstreams: readonly string[],
): (req: Request) => PageWish {
  return function readWish(req) {
    const signedIn = readerOf(req);
    const visit = { reader: signedIn?.id ?? UNKNOWN_READER, signedIn, currency: currencyOf(req) };
    if (!lab) return { ...visit, budget: usual, headers: {} };
    const { reader, budget } = validate(labQuery, req.query, 'query');
    const headers = labHeaders(req.headers, upstreams);
    const decides = reader !== undefined || budget !== undefined || Object.keys(headers).length > 0;
    return {
      ...visit,
      reader: reader ?? visit.reader,
      lab: decides ? { reader } : undefined,
      budget: budget ?? usual,
      headers,
    };
  };
}

function labHeaders(headers: IncomingHttpHeaders, upstreams: readonly string[]): Record<string, string> {
  const { latency, faults, seed } = LAB_HEADERS;
  const given = [latency, faults, seed].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  if (given.length > 0) checkLabHeaders(headers, upstreams);
  return Object.fromEntries(given);
}
