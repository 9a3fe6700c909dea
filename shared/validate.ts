import type { z } from 'zod';
import { ProblemError } from './problem.ts';

/** A body may have thousands of faults; so many are listed. */
const SHOWN = 10;

/**
 * Checks a part of a request against its contract.
 *
 * @param part where the values stand, for the error: `query`, `body`, …
 * @throws ProblemError 400 naming the faulty fields and what each takes, ten at most.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  part: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `${[part, ...issue.path].join('.')} takes ${issue.message}`,
  );
  const more = faults.length > SHOWN ? `; and ${faults.length - SHOWN} more` : '';
  throw new ProblemError(400, 'Bad Request', `${faults.slice(0, SHOWN).join('; ')}${more}.`);
}
