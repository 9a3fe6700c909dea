import { createHash } from 'node:crypto';
import type { Calendar } from './calendar.ts';
import { lastChange, nextChange } from './changes.ts';

/** An answer as it is sent, and until when it holds, in milliseconds since 1970; undefined: for good. */
export type Answer = {
  readonly body: Buffer;
  readonly etag: string;
  readonly until: number | undefined;
};

export type Answers = {
  /** What is answered for an instant that was asked for: its `at` is that instant. */
  at(instant: number): Answer;
  /**
   * What is answered now. It is worked out and serialised once, and again when it changes: its `at` is the instant
   * of the last change, so that every answer until the next one is the same, byte for byte, in every process.
   */
  now(instant: number): Answer;
};

/**
 * Answers for what `showAt` shows over time.
 *
 * @param toBody what is sent: `at` in ISO 8601, and what is shown.
 */
export function createAnswers<T>(
  calendar: Calendar,
  showAt: (at: number) => T,
  toBody: (at: string, shown: T) => unknown,
): Answers {
  let current: (Answer & { readonly since: number | undefined }) | undefined;

  function toAnswer(at: number, instant: number): Answer {
    const body = Buffer.from(JSON.stringify(toBody(new Date(at).toISOString(), showAt(instant))));
    // Over all of the body: a strong tag promises the same bytes (RFC 9110, section 8.8.1).
    const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    return { body, etag, until: nextChange(instant, calendar, showAt) };
  }

  return {
    at: (instant) => toAnswer(instant, instant),
    now(instant) {
      const { since = -Infinity, until = Infinity } = current ?? {};
      if (!current || instant < since || instant >= until) {
        const since = lastChange(instant, calendar, showAt);
        current = { ...toAnswer(since ?? 0, instant), since };
      }
      return current;
    },
  };
}
