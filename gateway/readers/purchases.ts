import type { Reader } from '@frontpage/shared/contracts/readers.ts';
import { ProblemError } from '@frontpage/shared/problem.ts';
import type { Request } from 'express';
import { callFor } from '../upstreams/call-for.ts';
import type { Upstream } from '../upstreams/upstream.ts';

/**
 * Asks recommendation what a reader has bought. One that it knows nothing of has bought nothing.
 *
 * @throws ProblemError 503 where it can't be known just now.
 */
export type Purchases = (reader: string, req: Request) => Promise<Reader>;

/** @param budget how long the answer may take, in milliseconds */
export function createPurchases(readers: Upstream<Reader>, budget: number): Purchases {
  return async function purchasesOf(reader, req) {
    const path = `/readers/${encodeURIComponent(reader)}`;
    const { data, status } = await readers.calls.plain(callFor(req, { path, personalTo: reader, budget }));
    if (data) return data;
    if (status === 404) return { id: reader, name: reader, purchases: [] };
    const detail = 'Which books are yours can not be looked up just now. Please try again in a moment.';
    throw new ProblemError(503, 'Service Unavailable', detail, { headers: { 'retry-after': '5' } });
  };
}
