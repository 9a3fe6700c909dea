import { LRUCache } from 'lru-cache';
import type { z } from 'zod';

/** Different paths whose latest answer is remembered; the gateway asks for a handful. */
const PATHS = 16;

/** What an answer's body says: data that keeps the contract, or why it doesn't. */
export type Reading<T> =
  | { readonly data: T }
  | { readonly reason: 'malformed' | 'contract'; readonly detail: string; readonly cause?: unknown };

/**
 * Reads answers: JSON that keeps its contract. One that is byte for byte the latest at its path is not read again, and its
 * data is the same object, which nobody may change; most pages get the same offers as the page before.
 *
 * @returns reads a body; where the answer is one reader's alone there is no path, and nothing is remembered
 */
export function answerReader<T>(
  schema: z.ZodType<T>,
): (body: Buffer, path: string | undefined) => Reading<T> {
  const latest = new LRUCache<string, { body: Buffer; reading: { data: T } }>({ max: PATHS });

  return function readBody(body, path) {
    const known = path === undefined ? undefined : latest.get(path);
    if (known?.body.equals(body)) return known.reading;
    const reading = parse(schema, body);
    if (path !== undefined && 'data' in reading) latest.set(path, { body, reading });
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
