import { readFileSync } from 'node:fs';
import { loadCatalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { type Promotions, promotionsQuerySchema } from '@frontpage/shared/contracts/promotions.ts';
import { createLatency } from '@frontpage/shared/latency/latency.ts';
import type { Surroundings } from '@frontpage/shared/process.ts';
import type { App } from '@frontpage/shared/server.ts';
import { serviceApp } from '@frontpage/shared/service-app.ts';
import { validate } from '@frontpage/shared/validate.ts';
import { z } from 'zod';
import { type Banners, type BannersAt, createBanners } from './banners.ts';
import { type Campaign, campaignsSchema } from './campaign.ts';
import type { PromoConfig } from './config.ts';

/** Promo: which banners are shown at an instant. The same for every reader. */
export function createPromo(config: PromoConfig, surroundings: Surroundings): App {
  const bannersAt = createBanners(readCampaigns(), loadCatalogue(), config.BANNERS);
  const latency = createLatency('promo', config, surroundings);
  const bannersNow = rememberUntilChange(bannersAt);

  const app = serviceApp(surroundings, (routes) => {
    routes.get('/promotions', latency.inject, (req, res) => {
      const { at } = validate(promotionsQuerySchema, req.query, 'query');
      const instant = at === undefined ? Temporal.Now.instant() : Temporal.Instant.from(at);
      const { promotions, until } = at === undefined ? bannersNow(instant) : bannersAt(instant);
      res.setHeader('cache-control', `public, max-age=${secondsUntil(instant, until)}, stale-if-error=86400`);
      res.json({
        at: instant.toString({ smallestUnit: 'millisecond' }),
        promotions: [...promotions],
      } satisfies Promotions);
    });
  });
  return { app, operations: latency.operations };
}

function readCampaigns(): readonly Campaign[] {
  const file = new URL('./campaigns.json', import.meta.url);
  const result = campaignsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (result.success) return result.data;
  throw new Error(`campaigns.json:\n${z.prettifyError(result.error)}`);
}

/** Works the banners out anew only when they change; instants come in order here. */
function rememberUntilChange(bannersAt: BannersAt): BannersAt {
  let known: Banners | undefined;
  return (at) => {
    const over = known?.until && Temporal.Instant.compare(at, known.until) >= 0;
    if (!known || over) known = bannersAt(at);
    return known;
  };
}

const YEAR = 31_536_000;

// Rounded down: a copy is never used past the change, at the price of a second's earlier refresh.
function secondsUntil(at: Temporal.Instant, until: Temporal.Instant | undefined): number {
  return until ? Math.min(YEAR, Math.floor(at.until(until).total('seconds'))) : YEAR;
}
