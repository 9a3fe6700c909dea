import { z } from 'zod';
import { bookIdSchema } from './book.ts';
import { readerIdSchema } from './recommendations.ts';

const EVENT_ID = 'up to 64 letters, digits, - and _, another for every event';
const POSITION = 'a place on the page, a whole number from 1 to 100';

const common = {
  /** Chosen by the sender; an event whose id is known already changes nothing. */
  id: z.string({ error: EVENT_ID }).regex(/^[\w-]{1,64}$/, EVENT_ID),
  reader: readerIdSchema,
  book: bookIdSchema,
  /** When it happened. */
  at: z.iso.datetime({ error: 'an ISO 8601 instant in UTC such as 2026-11-23T12:00:00Z' }),
};
/** Where among the recommendations the book stood, from 1. */
const position = z.int({ error: POSITION }).min(1, POSITION).max(100, POSITION);

const eventSchema = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ ...common, type: z.literal('purchase') }, { error: onlyKnown }),
    z.strictObject({ ...common, type: z.literal('impression'), position }, { error: onlyKnown }),
    z.strictObject({ ...common, type: z.literal('click'), position }, { error: onlyKnown }),
  ],
  { error: 'one of the types purchase, impression, click' },
);

/** The most events that one request may hold. */
export const EVENTS_LIMIT = 1000;

const EVENTS = `a list of 1 to ${EVENTS_LIMIT} events`;

/** What recommendation takes by `POST /events`: all of the batch is kept, or nothing. */
export const eventsSchema = z.strictObject(
  { events: z.array(eventSchema, { error: EVENTS }).min(1, EVENTS).max(EVENTS_LIMIT, EVENTS) },
  { error: onlyKnown },
);

/** What it answers once they will survive its own end: how many were new, and how many it had already. */
export const eventsAnswerSchema = z.object({ accepted: z.int(), duplicates: z.int() });

export type ShopEvent = z.infer<typeof eventSchema>;
export type EventsAnswer = z.infer<typeof eventsAnswerSchema>;

function onlyKnown(issue: z.core.$ZodRawIssue): string {
  return issue.code === 'unrecognized_keys' ? `no ${issue.keys.join(', ')}` : 'an object';
}
