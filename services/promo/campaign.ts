import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import { z } from 'zod';
import { createPeriods } from './period.ts';

const ID = 'takes a name in lower case with dashes such as summer-at-sea';
const TEXT = 'takes a text';
const LOCAL = 'takes a local date, or date and time, such as 2026-10-31 or 2026-10-31T18:00';
const ZONE = 'takes a time zone of the IANA database such as Europe/Paris';
const BOOKS = 'takes a list of book ids';
const SUBJECTS = 'takes a list of subjects';

const text = z.string(TEXT).min(1, TEXT);
const local = z.string(LOCAL).refine(isLocal, LOCAL);

const timesSchema = z.object({
  from: local,
  until: local,
  yearly: z.boolean('takes true or false').default(false),
  timeZone: z.string(ZONE).refine(isTimeZone, ZONE),
});

/** What a campaign offers, and when. `books` holds at least one; those of `subjects` come after those that it names. */
export type Campaign = z.output<ReturnType<typeof campaignSchema>>;

/** A campaign as it stands in the file; a book or a subject that isn't in this catalogue is a fault. */
export function campaignSchema(catalogue: Catalogue) {
  const goods = {
    books: z.array(keyOf(catalogue.byId, 'book'), BOOKS).default([]),
    subjects: z.array(keyOf(catalogue.bySubject, 'subject'), SUBJECTS).default([]),
  };
  const goodsSchema = z.object(goods);
  return z
    .strictObject(
      {
        id: z.string(ID).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, ID),
        title: text,
        text,
        callToAction: text,
        ...goods,
        discountPercent: whole(1, 99),
        ...timesSchema.shape,
        priority: whole(1, 9),
      },
      { error: notACampaign },
    )
    .refine(({ books, subjects }) => books.length + subjects.length > 0, {
      path: ['books'],
      error: 'takes at least a book, unless there is a subject',
      when: ({ value }) => goodsSchema.safeParse(value).success,
    })
    .refine((row) => lasts(row), { path: ['until'], error: 'takes a time after `from`', when: hasTimes })
    .refine((row) => lastsAtMostAYear(row), {
      path: ['until'],
      error: 'takes a time within a year of `from`',
      when: hasTimes,
    })
    .transform(({ books, subjects, from, until, yearly, ...rest }) => ({
      ...rest,
      books: booksOf(catalogue, books, subjects),
      periodsAround: createPeriods({ from, until, yearly, timeZone: rest.timeZone }),
    }));
}

function notACampaign(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return `has no ${issue.keys.map((key) => `\`${key}\``).join(', ')}`;
  return issue.code === 'invalid_type' ? 'takes a campaign' : undefined;
}

function whole(min: number, max: number) {
  const takes = `takes a whole number from ${min} to ${max}`;
  return z.int(takes).min(min, takes).max(max, takes);
}

function keyOf(known: ReadonlyMap<string, unknown>, what: string) {
  return z.string(`takes a ${what}`).refine((key) => known.has(key), {
    error: ({ input }) => `there is no ${what} ${JSON.stringify(input)} in the catalogue`,
  });
}

function booksOf(catalogue: Catalogue, ids: readonly string[], subjects: readonly string[]): Book[] {
  const named = ids.flatMap((id) => catalogue.byId.get(id) ?? []);
  return [...new Set([...named, ...subjects.flatMap((subject) => catalogue.bySubject.get(subject) ?? [])])];
}

// What is wrong with the times is said even where another field is faulty too.
function hasTimes({ value }: { value: unknown }): boolean {
  return timesSchema.safeParse(value).success;
}

type Times = z.output<typeof timesSchema>;

function lasts(times: Times): boolean {
  return createPeriods({ ...times, yearly: false })(0).length === 1;
}

function lastsAtMostAYear({ from, until }: Times): boolean {
  const yearLater = Temporal.PlainDateTime.from(from).add({ years: 1 });
  return Temporal.PlainDateTime.compare(until, yearLater) <= 0;
}

function isLocal(given: string): boolean {
  return (
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(given) &&
    doesNotThrow(() => Temporal.PlainDateTime.from(given))
  );
}

function isTimeZone(name: string): boolean {
  return doesNotThrow(() => Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name));
}

function doesNotThrow(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
