import type { Promotions, Sales } from '@frontpage/shared/contracts/promotions.ts';
import { type Answers, createAnswers } from './answers.ts';
import { bannersOf, turnsOf } from './banners.ts';
import { createCalendar } from './calendar.ts';
import type { Campaign } from './campaign.ts';
import { salesOf, toSales } from './sales.ts';

/** What promo answers. It is pure: the same campaigns and instant, the same answer. */
export type Shop = { readonly promotions: Answers; readonly sales: Answers };

/** @param limit how many banners are shown at once, at most. */
export function createShop(campaigns: readonly Campaign[], limit: number): Shop {
  const turns = createCalendar(campaigns, turnsOf);
  const calendar = createCalendar(campaigns);
  return {
    promotions: createAnswers(
      turns,
      (at) => bannersOf(turns.runningAt(at), at, limit),
      (at, promotions) => ({ at, promotions }) satisfies Promotions,
    ),
    sales: createAnswers(
      calendar,
      (at) => toSales(salesOf(calendar.runningAt(at))),
      (at, sales) => ({ at, sales }) satisfies Sales,
    ),
  };
}
