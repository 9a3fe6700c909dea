import type { IncomingHttpHeaders } from 'node:http';
import { readerIdSchema, UNKNOWN_READER } from '@frontpage/shared/contracts/recommendations.ts';
import { checkLabHeaders, LAB_HEADERS } from '@frontpage/shared/latency/header.ts';
import { validate } from '@frontpage/shared/validate.ts';
import type { Request } from 'express';
import { z } from 'zod';
import type { PageWish } from './home/page.ts';

const BUDGET = 'a whole number of milliseconds from 1 to 60000';

const visitorQuery = z.object({ reader: readerIdSchema.default(UNKNOWN_READER) });
const labQuery = visitorQuery.extend({
  budget: z
    .string({ error: BUDGET })
    .regex(/^\d{1,5}$/, { error: BUDGET, abort: true })
    .transform(Number)
    .pipe(z.number().min(1, BUDGET).max(60_000, BUDGET))
    .optional(),
});

/**
 * What a request says of the page that it wants: the reader by `?reader=`, and, only where the lab is on, its budget by
 * `?budget=` and its latency, faults and seed by the headers of `LAB_HEADERS`, which then go on to the upstreams.
 * Elsewhere nothing of that is even looked at, and no header of a visitor's goes on.
 *
 * @throws ProblemError or SettingError, both a 400, that name what was wrong and what is taken.
 */
export function wishReader(
  { LAB: lab, PAGE_BUDGET: usual }: { LAB: boolean; PAGE_BUDGET: number },
  upstreams: readonly string[],
): (req: Request) => PageWish {
  return function readWish(req) {
    if (!lab) return { ...validate(visitorQuery, req.query, 'query'), budget: usual, headers: {} };
    const { reader, budget = usual } = validate(labQuery, req.query, 'query');
    return { reader, budget, headers: labHeaders(req.headers, upstreams) };
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
