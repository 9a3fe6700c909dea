import type { Campaign } from './campaign.ts';
import type { Day } from './day.ts';
import { isRunning, type Period } from './period.ts';

/** A campaign in one of its periods. */
export type Running = { readonly campaign: Campaign; readonly period: Period };

/** When campaigns run, and at which instants what is shown can change; instants in milliseconds since 1970. */
export type Calendar = {
  runningAt(at: number): readonly Running[];
  /** The first of those instants after this one; undefined when none is left. */
  next(at: number): number | undefined;
  /** The last of those instants, this one included; undefined when there was none. */
  previous(at: number): number | undefined;
};

/** @param daysOf the days that end with a change beyond those of campaigns that begin and end; none unless given. */
export function createCalendar(
  campaigns: readonly Campaign[],
  daysOf: (running: readonly Running[], at: number) => readonly Day[] = () => [],
): Calendar {
  function runningAt(at: number): Running[] {
    return campaigns.flatMap((campaign) => {
      const period = campaign.periodsAround(at).find((period) => isRunning(period, at));
      return period ? [{ campaign, period }] : [];
    });
  }

  function instantsAround(at: number): number[] {
    const periods = campaigns.flatMap(({ periodsAround }) => periodsAround(at));
    return [
      ...periods.flatMap(({ from, until }) => [from, until]),
      ...daysOf(runningAt(at), at).flatMap(({ begin, end }) => [begin, end]),
    ];
  }

  return {
    runningAt,
    next: (at) => finite(Math.min(...instantsAround(at).filter((instant) => instant > at))),
    previous: (at) => finite(Math.max(...instantsAround(at).filter((instant) => instant <= at))),
  };
}

function finite(instant: number): number | undefined {
  return Number.isFinite(instant) ? instant : undefined;
}
