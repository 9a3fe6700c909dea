import { z } from 'zod';

const local = z.union([z.iso.date(), z.iso.datetime({ local: true })], {
  error: 'a date or a local date and time, such as 2026-10-31 or 2026-10-31T18:00:00',
});

const campaignSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name in lower case with dashes'),
    title: z.string().min(1),
    text: z.string().min(1),
    callToAction: z.string().min(1),
    book: z.string().min(1),
    discountPercent: z.int().min(1).max(99),
    from: local,
    until: local,
    yearly: z.boolean(),
    timeZone: z.string().refine(isTimeZone, 'a time zone of the IANA database, such as Europe/Paris'),
    priority: z.int().min(1).max(9),
  })
  .refine(({ from, until }) => from < until, { path: ['until'], error: 'a date after `from`' });

/**
 * A campaign as it stands in `campaigns.json`. It runs from `from` (included) until `until` (excluded), local times in
 * `timeZone`; a `yearly` one runs again in every later year, at the same local times.
 */
export type Campaign = z.infer<typeof campaignSchema>;

export const campaignsSchema = z.array(campaignSchema).min(1);

export type Period = { readonly from: Temporal.Instant; readonly until: Temporal.Instant };

/** The period of this campaign that holds the instant or, if it isn't running then, the next one; undefined when it is over for good. */
export function periodAt(campaign: Campaign, at: Temporal.Instant): Period | undefined {
  if (!campaign.yearly) return upcoming([periodIn(campaign, 0)], at);
  const first = startOf(campaign).year;
  const passed = Math.max(0, at.toZonedDateTimeISO(campaign.timeZone).year - first);
  // The period of last year may reach into this one, and this year's may be over.
  return upcoming(
    [passed - 1, passed, passed + 1].filter((years) => years >= 0).map((years) => periodIn(campaign, years)),
    at,
  );
}

function upcoming(periods: readonly Period[], at: Temporal.Instant): Period | undefined {
  return periods.find(({ until }) => Temporal.Instant.compare(at, until) < 0);
}

function periodIn(campaign: Campaign, yearsLater: number): Period {
  const shift = (text: string) =>
    Temporal.PlainDateTime.from(text)
      .add({ years: yearsLater })
      .toZonedDateTime(campaign.timeZone)
      .toInstant();
  return { from: shift(campaign.from), until: shift(campaign.until) };
}

function startOf(campaign: Campaign): Temporal.PlainDateTime {
  return Temporal.PlainDateTime.from(campaign.from);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
