import { LRUCache } from 'lru-cache';
import type { z } from 'zod';

/** Different paths whose latest answer is remembered, of each upstream: those that most pages ask for. */
const PATHS = 16;

/** What an answer's body says: data that keeps the contract, or why it doesn't. */
export type Reading<T> =
  | { readonly data: T }
  | { readonly reason: 'malformed' | 'contract'; readonly detail: string; readonly cause?: unknown };

/**
 * Reads answers: JSON that keeps its contract. One that is byte for byte the latest at its path is not read again, and its
 * data is the same object, which nobody may change: most pages get the offers of the page before and, their readers not
 * being signed in, its books.
 */
export function answerReader<T>(schema: z.ZodType<T>): (body: Buffer, path: string) => Reading<T> {
  const latest = new LRUCache<string, { body: Buffer; reading: { data: T } }>({ max: PATHS });

  return function readBody(body, path) {
    const known = latest.get(path);
    if (known?.body.equals(body)) return known.reading;
    const reading = parse(schema, body);
    if ('data' in reading) latest.set(path, { body, reading });
    return reading;
  };
}

function parse<T>(schema: z.ZodType<T>, body: Buffer): Reading<T> {
  let content: unknown;
  try {
    content = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    return { reason: 'malformed', detail: 'the answer is not JSON', cause };
  }
  const checked = schema.safeParse(content);
  if (checked.success) return { data: checked.data };
  const faults = checked.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { reason: 'contract', detail: `the answer breaks its contract (${faults.join('; ')})` };
}
