import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { eventsAnswerSchema, type ShopEvent } from '@frontpage/shared/contracts/events.ts';
import { type Recommendations, recommendationsSchema } from '@frontpage/shared/contracts/recommendations.ts';
import { until } from '../../test/support/gateway.ts';
import { startApp } from '../../test/support/service.ts';
import { createRecommendation } from './app.ts';
import { recommendationEnv } from './config.ts';

/** A folder for the events' file, removed when the test ends. */
export async function makeDataDir(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recommendation-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The real service, with its generated history, once it is ready. */
export async function startService(t: TestContext, env: Record<string, string> = {}) {
  const DATA_DIR = env.DATA_DIR ?? (await makeDataDir(t));
  const server = await startApp(t, recommendationEnv, createRecommendation, { ...env, DATA_DIR });
  await untilReady(server.opsUrl);
  return { ...server, ...clientOf(server.url) };
}

/** Waits until a process says that it takes requests. */
export async function untilReady(opsUrl: string): Promise<void> {
  await until(async () => (await fetch(`${opsUrl}/readyz`)).ok);
}

/** Speaks to the service at an address. */
export function clientOf(url: string) {
  const post = (body: unknown, type = 'application/json') =>
    fetch(`${url}/events`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    post,
    async send(...events: ShopEvent[]) {
      return eventsAnswerSchema.parse(await (await post({ events })).json());
    },
    async recommendations(reader: string, query = ''): Promise<Recommendations> {
      return recommendationsSchema.parse(
        await (await fetch(`${url}/recommendations/${reader}${query}`)).json(),
      );
    },
  };
}

/** A purchase with an id of its own. */
export function purchase(reader: string, book: string, at = '2026-11-23T12:00:00Z'): ShopEvent {
  return { type: 'purchase', id: randomUUID(), reader, book, at };
}
