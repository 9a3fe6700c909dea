import type { z } from 'zod';
import { ProblemError } from './problem.ts';

/**
 * Checks a part of a request against its contract.
 *
 * @param part where the values stand, for the error: `query`, `body`, …
 * @throws ProblemError 400 naming every faulty field and what it takes.
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
  throw new ProblemError(400, 'Bad Request', `${faults.join('; ')}.`);
}
