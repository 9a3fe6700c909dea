/** A day of some time zone: its date, and when it begins and ends, in milliseconds since 1970. */
export type Day = {
  readonly date: Temporal.PlainDate;
  readonly begin: number;
  readonly end: number;
};

/** The day that an instant is in. */
export function dayAt(at: number, timeZone: string): Day {
  const date = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  // Clocks that go back just after midnight, as in Newfoundland until 2011, return to a day that is over for us.
  const over = beginOf(date.add({ days: 1 }), timeZone) <= at;
  const day = over ? date.add({ days: 1 }) : date;
  return { date: day, begin: beginOf(day, timeZone), end: beginOf(day.add({ days: 1 }), timeZone) };
}

// Not always midnight: some clocks skip it.
function beginOf(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime(timeZone).epochMilliseconds;
}
