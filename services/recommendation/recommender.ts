import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Book } from '@frontpage/shared/contracts/book.ts';
import type { EventsAnswer, ShopEvent } from '@frontpage/shared/contracts/events.ts';
import type { Recommendation, Recommendations } from '@frontpage/shared/contracts/recommendations.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import { createRandom } from '@frontpage/shared/random.ts';
import { createFeedback, type Feedback } from './feedback/feedback.ts';
import { POOL, reRank } from './feedback/rerank.ts';
import { generateHistory } from './history/generate.ts';
import type { RecommendationMetrics } from './metrics.ts';
import { type Candidate, candidatesFor, isPersonal } from './model/candidates.ts';
import { createTrainer } from './model/trainer.ts';
import { createReaderDirectory, type ReaderDirectory } from './readers.ts';
import { repeat } from './repeat.ts';
import type { EventStore, StoredEvent } from './store/event-store.ts';
import { follow } from './store/follow.ts';

const DAY = 86_400_000;
/** How often what other processes have put into the store is looked for, in milliseconds. */
const FOLLOW_PAUSE = 1000;
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

type RecommenderOptions = {
  store: EventStore;
  catalogue: Catalogue;
  feedbackDays: number;
  metrics: RecommendationMetrics;
  log: Logger;
  now?: () => number;
};

/**
 * What readers bought and clicked, and what follows from it. It is had from the store at start, which is given the generated history where it
 * is empty, and follows the store from then on.
 */
export function createRecommender(options: RecommenderOptions): Recommender {
  const { store, catalogue, feedbackDays, metrics, log, now = Date.now } = options;
  const readers = createReaderDirectory(catalogue);
  const feedback = createFeedback(catalogue.books.length, now);
  const trainer = createTrainer({ shelves: readers.shelves, metrics, log });
  const catchUp = follow(store, taker(catalogue, readers, feedback));
  let known = -1;
  let loaded = false;

  async function advance(): Promise<void> {
    await catchUp();
    const { purchases } = readers.counts();
    if (purchases !== known) trainer.request();
    known = purchases;
  }
  async function prune(): Promise<void> {
    metrics.pruned.inc(await store.prune(now() - feedbackDays * DAY));
  }
  async function load(): Promise<void> {
    if (await store.isEmpty()) await seed(store, catalogue, log);
    readers.setNames(await store.names());
    await prune();
    await advance();
    log.info(readers.counts(), 'what readers bought has been read');
    loaded = true;
  }
  const following = repeat(() => (loaded ? advance() : load()), FOLLOW_PAUSE, log);
  const pruning = setInterval(() => prune().catch((err: unknown) => log.error({ err }, 'not pruned')), DAY);
  reportTo(metrics, readers, feedback);

  return {
    notReady() {
      if (!loaded) return 'what readers bought has not been read yet';
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
      await advance().catch((err: unknown) => log.error({ err }, 'events were kept but not read'));
      const accepted = isNew.filter(Boolean).length;
      return { accepted, duplicates: events.length - accepted };
    },
    async close() {
      clearInterval(pruning);
      await following.stop();
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

async function seed(store: EventStore, catalogue: Catalogue, log: Logger): Promise<void> {
  const history = generateHistory(catalogue);
  if (!(await store.seed(history))) return;
  const counts = { readers: history.readers.length, purchases: history.purchases.length };
  log.info(counts, 'the event store was empty: it has the generated history now');
}

/** Sorts an event in; one of a book that the catalogue lacks is passed over. */
function taker({ books }: Catalogue, readers: ReaderDirectory, feedback: Feedback) {
  const numberOf = new Map(books.map(({ id }, number) => [id, number]));
  return function take({ type, reader, book: id, at, place }: StoredEvent): void {
    const book = numberOf.get(id);
    if (book === undefined) return;
    if (type === 'purchase') readers.take(reader, { book, at });
    else feedback.take({ type, reader, book, at, position: place });
  };
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

function reportTo(metrics: RecommendationMetrics, readers: ReaderDirectory, feedback: Feedback): void {
  Object.assign(metrics.readers, { collect: () => metrics.readers.set(readers.counts().readers) });
  Object.assign(metrics.purchases, { collect: () => metrics.purchases.set(readers.counts().purchases) });
  Object.assign(metrics.clicks, {
    collect() {
      for (const [outcome, count] of Object.entries(feedback.clicks()))
        metrics.clicks.set({ outcome }, count);
    },
  });
}
