import type { Book } from '@frontpage/shared/contracts/book.ts';
import type { EventsAnswer, ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { Recommendation, Recommendations } from '@frontpage/shared/contracts/recommendations.ts';
import { createRandom } from '@frontpage/shared/random.ts';
import { POOL, reRank } from './feedback/rerank.ts';
import { createKnowledge, type KnowledgeOptions } from './knowledge.ts';
import type { RecommendationMetrics } from './metrics.ts';
import { type Candidate, candidatesFor, isPersonal } from './model/candidates.ts';
import { createTrainer } from './model/trainer.ts';
import type { ReaderDirectory } from './readers.ts';
import type { EventStore } from './store/event-store.ts';

/** How long a reader sees the same order, unless they buy something, in milliseconds. */
const SLOT = 600_000;

export type Recommender = {
  /** Why it can't answer yet; undefined when it can. The other methods are for after that. */
  notReady(): string | undefined;
  /** The best `limit` books that the reader doesn't own. Without a seed the order holds for ten minutes. */
  recommend(reader: string, limit: number, seed?: number): Recommendations;
  readers: Pick<ReaderDirectory, 'find' | 'list'>;
  /** Resolves once the events are safe and count. Rejects with StoreError where they are not kept. */
  keep(events: readonly ShopEvent[]): Promise<EventsAnswer>;
  close(): Promise<void>;
};

type RecommenderOptions = Omit<KnowledgeOptions, 'onPurchases' | 'now'> & { now?: () => number };

/** Recommends from what the store knows, and keeps what it is told there. */
export function createRecommender(options: RecommenderOptions): Recommender {
  const { store, catalogue, metrics, log, now = Date.now } = options;
  const knowledge = createKnowledge({ ...options, now, onPurchases: () => trainer.request() });
  const { readers, feedback } = knowledge;
  const trainer = createTrainer({ shelves: readers.shelves, metrics, log });

  return {
    notReady() {
      if (!knowledge.isLoaded()) return 'what readers bought has not been read yet';
      return trainer.model() ? undefined : 'no model has been learnt yet';
    },
    recommend(reader, limit, seed = seedOf(reader, now())) {
      const model = trainer.model();
      if (!model) throw new Error('There is no model yet');
      const candidates = candidatesFor(model, readers.shelfOf(reader), POOL);
      const best = reRank(candidates, feedback.beliefs(), seed).slice(0, limit);
      return {
        reader,
        basis: isPersonal(candidates) ? 'purchases' : 'popularity',
        books: best.flatMap((candidate) => explain(candidate, catalogue.books)),
      };
    },
    readers,
    async keep(events) {
      const isNew = await append(store, events, metrics);
      // They are safe, whatever becomes of the reading; it is tried again within a second.
      await knowledge.catchUp().catch((err: unknown) => log.error({ err }, 'events were kept but not read'));
      const accepted = isNew.filter(Boolean).length;
      return { accepted, duplicates: events.length - accepted };
    },
    async close() {
      await knowledge.stop();
      await trainer.close();
      await store.close();
    },
  };
}

/** The seed of a reader's order, where none is given: the same for ten minutes, in every process. */
function seedOf(reader: string, at: number): number {
  return Math.floor(createRandom('order', reader, Math.floor(at / SLOT))() * 2 ** 32);
}

function explain({ book: number, score, because }: Candidate, books: readonly Book[]): Recommendation[] {
  const book = books[number];
  const owned = because === undefined ? undefined : books[because];
  const reason = owned ? `because you bought ${owned.title}` : 'popular with readers';
  return book ? [{ book, reason, score }] : [];
}

async function append(
  store: EventStore,
  events: readonly ShopEvent[],
  { events: counter }: RecommendationMetrics,
): Promise<readonly boolean[]> {
  const count = (outcome: (index: number) => string) => {
    for (const [index, { type }] of events.entries()) counter.inc({ type, outcome: outcome(index) });
  };
  try {
    const isNew = await store.append(events);
    count((index) => (isNew[index] ? 'accepted' : 'duplicate'));
    return isNew;
  } catch (error) {
    count(() => 'failed');
    throw error;
  }
}
