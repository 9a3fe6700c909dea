import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Promotion } from '@frontpage/shared/contracts/promotions.ts';
import { type Campaign, type Period, periodAt } from './campaign.ts';

/** What is shown at an instant, and until when exactly that stays as it is; undefined: for good. */
export type Banners = {
  readonly promotions: readonly Promotion[];
  readonly until: Temporal.Instant | undefined;
};

export type BannersAt = (at: Temporal.Instant) => Banners;

/**
 * Makes the function from an instant to the banners shown at it: those of running campaigns, by priority, then by who
 * began first; at most `limit`, and never two for the same book. It is pure: the same instant, the same banners.
 *
 * @throws Error naming a campaign whose book is not in the catalogue.
 */
export function createBanners(
  campaigns: readonly Campaign[],
  catalogue: Catalogue,
  limit: number,
): BannersAt {
  for (const { id, book } of campaigns) {
    if (!catalogue.byId.has(book))
      throw new Error(`campaign ${id}: there is no book "${book}" in the catalogue`);
  }

  function chosenAt(at: Temporal.Instant): readonly Running[] {
    const ranked = periodsAt(campaigns, at)
      .filter(({ period }) => isRunning(period, at))
      .sort(byRank);
    const books = new Set<string>();
    return ranked
      .filter(({ campaign }) => !books.has(campaign.book) && books.add(campaign.book))
      .slice(0, limit);
  }

  return function bannersAt(at) {
    const chosen = chosenAt(at);
    const promotions = chosen.map((running) => toPromotion(running, catalogue));
    return {
      promotions,
      until: nextChange(campaigns, at, (instant) => sameChoice(chosen, chosenAt(instant))),
    };
  };
}

type Running = { readonly campaign: Campaign; readonly period: Period };

function periodsAt(campaigns: readonly Campaign[], at: Temporal.Instant): Running[] {
  return campaigns.flatMap((campaign) => {
    const period = periodAt(campaign, at);
    return period ? [{ campaign, period }] : [];
  });
}

function isRunning({ from, until }: Period, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(from, at) <= 0 && Temporal.Instant.compare(at, until) < 0;
}

function byRank(a: Running, b: Running): number {
  return (
    b.campaign.priority - a.campaign.priority ||
    Temporal.Instant.compare(a.period.from, b.period.from) ||
    (a.campaign.id < b.campaign.id ? -1 : 1)
  );
}

function sameChoice(a: readonly Running[], b: readonly Running[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      ({ campaign, period }, i) => campaign.id === b[i]?.campaign.id && period.from.equals(b[i].period.from),
    )
  );
}

/** The first instant at which a campaign begins or ends and what is shown is no longer the same. */
function nextChange(
  campaigns: readonly Campaign[],
  at: Temporal.Instant,
  isSame: (instant: Temporal.Instant) => boolean,
): Temporal.Instant | undefined {
  let instant: Temporal.Instant | undefined = at;
  do instant = nextBoundary(campaigns, instant);
  while (instant && isSame(instant));
  return instant;
}

function nextBoundary(campaigns: readonly Campaign[], at: Temporal.Instant): Temporal.Instant | undefined {
  return periodsAt(campaigns, at)
    .map(({ period }) => (isRunning(period, at) ? period.until : period.from))
    .reduce<Temporal.Instant | undefined>(
      (first, instant) => (first && Temporal.Instant.compare(first, instant) < 0 ? first : instant),
      undefined,
    );
}

function toPromotion({ campaign, period }: Running, catalogue: Catalogue): Promotion {
  const { id, title, text, callToAction, discountPercent } = campaign;
  const book = catalogue.byId.get(campaign.book);
  if (!book) throw new Error(`no book "${campaign.book}"`);
  return {
    id,
    title,
    text,
    callToAction,
    book,
    discountPercent,
    salePriceCents: Math.round((book.priceCents * (100 - discountPercent)) / 100),
    from: period.from.toString(),
    until: period.until.toString(),
    lastDay: lastDayOf(period, campaign.timeZone),
  };
}

// At `until` itself the campaign has ended, which is often a midnight.
function lastDayOf({ until }: Period, timeZone: string): string {
  return until.subtract({ nanoseconds: 1 }).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
