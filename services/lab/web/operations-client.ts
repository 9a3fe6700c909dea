import { ProblemError } from '@frontpage/shared/problem.ts';

const LIMIT = 5000;

/**
 * Asks an operations port of the mesh.
 *
 * @returns its JSON; of a `/metrics`, the text.
 * @throws ProblemError with its own words where it refuses, 502 where it can't be reached.
 */
export async function askOperations(url: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(LIMIT) }).catch(
    (cause: Error) => {
      throw new ProblemError(502, 'Bad Gateway', `${url} can't be reached.`, { cause });
    },
  );
  const text = await answer.text();
  const body = url.endsWith('/metrics') ? text : parse(text);
  if (answer.ok) return body;
  const { detail } = Object(body) as { detail?: unknown };
  const status = answer.status < 500 ? answer.status : 502;
  throw new ProblemError(
    status,
    answer.statusText,
    typeof detail === 'string' ? detail : `${url} answers ${answer.status}.`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
