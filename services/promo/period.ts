/** From `from` (included) until `until` (excluded), in milliseconds since 1970. */
export type Period = { readonly from: number; readonly until: number };

/** When a campaign runs: local times in `timeZone`, such as 2026-10-31 or 2026-10-31T18:00. */
export type Times = {
  readonly from: string;
  readonly until: string;
  readonly yearly: boolean;
  readonly timeZone: string;
};

/** The periods around an instant, in order. The last one that began by then and the next one to begin are among them. */
export type PeriodsAround = (at: number) => readonly Period[];

/**
 * Makes the function from an instant to the periods around it. A yearly campaign comes again in every later year, at the
 * same local times; 29 February is the 28th in a year without one. A local time that the clocks skip is as much
 * later, and one that comes twice is the first (RFC 5545, section 3.3.5).
 */
export function createPeriods(times: Times): PeriodsAround {
  if (!times.yearly) {
    const once = periodsIn(times, [0]);
    return () => once;
  }
  const first = Temporal.PlainDateTime.from(times.from).year;
  let known: { year: number; periods: readonly Period[] } | undefined;
  return function periodsAround(at) {
    const year = new Date(at).getUTCFullYear();
    if (known?.year !== year) {
      // The year is another in some zones, and a period may reach into the next year: two more on either side.
      const years = [-2, -1, 0, 1, 2].map((offset) => year + offset - first).filter((later) => later >= 0);
      known = { year, periods: periodsIn(times, years.length > 0 ? years : [0]) };
    }
    return known.periods;
  };
}

/** Whether it has begun and not ended. */
export function isRunning({ from, until }: Period, at: number): boolean {
  return from <= at && at < until;
}

// Where the clocks skip an hour, a period of less may end as it begins: it doesn't take place then.
function periodsIn(times: Times, yearsLater: readonly number[]): Period[] {
  return yearsLater
    .map((years) => ({ from: instant(times, times.from, years), until: instant(times, times.until, years) }))
    .filter(({ from, until }) => from < until);
}

function instant({ timeZone }: Times, local: string, yearsLater: number): number {
  const then = Temporal.PlainDateTime.from(local).add({ years: yearsLater });
  return then.toZonedDateTime(timeZone).epochMilliseconds;
}
