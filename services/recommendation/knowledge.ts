import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import type { Logger } from '@frontpage/shared/logger.ts';
import { createFeedback, type Feedback } from './feedback/feedback.ts';
import { generateHistory } from './history/generate.ts';
import type { RecommendationMetrics } from './metrics.ts';
import { createReaderDirectory, type ReaderDirectory } from './readers.ts';
import { repeat } from './repeat.ts';
import type { EventStore, StoredEvent } from './store/event-store.ts';
import { follow } from './store/follow.ts';

const DAY = 86_400_000;
/** How often what other processes have put into the store is looked for, in milliseconds. */
const FOLLOW_PAUSE = 1000;

/** What is known of readers, in memory. */
export type Knowledge = {
  readers: ReaderDirectory;
  feedback: Feedback;
  /** Whether all has been read that was in the store at start. */
  isLoaded(): boolean;
  /** Resolves when all is known that is in the store. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
};

export type KnowledgeOptions = {
  store: EventStore;
  catalogue: Catalogue;
  /** How long impressions and clicks are kept. */
  feedbackDays: number;
  metrics: RecommendationMetrics;
  log: Logger;
  now: () => number;
  /** Called when more purchases are known than before. */
  onPurchases: () => void;
};

/** Learns what is in the store, which is given the generated history where it is empty, and follows it from then on. */
export function createKnowledge(options: KnowledgeOptions): Knowledge {
  const { store, catalogue, metrics, log, now, onPurchases } = options;
  const readers = createReaderDirectory(catalogue);
  const feedback = createFeedback(catalogue.books.length, now);
  const readNew = follow(store, taker(catalogue, readers, feedback));
  let purchases = -1;
  let loaded = false;

  async function catchUp(): Promise<void> {
    await readNew();
    const before = purchases;
    purchases = readers.counts().purchases;
    if (purchases !== before) onPurchases();
  }
  async function prune(): Promise<void> {
    try {
      metrics.pruned.inc(await store.prune(now() - options.feedbackDays * DAY));
    } catch (err) {
      log.error({ err }, 'old impressions and clicks could not be forgotten');
    }
  }
  async function load(): Promise<void> {
    if (await store.isEmpty()) await seed(store, catalogue, log);
    readers.setNames(await store.names());
    await prune();
    await catchUp();
    log.info(readers.counts(), 'what readers bought has been read');
    loaded = true;
  }
  const following = repeat(() => (loaded ? catchUp() : load()), FOLLOW_PAUSE, log);
  const pruning = setInterval(prune, DAY);
  reportTo(metrics, readers, feedback);

  return {
    readers,
    feedback,
    isLoaded: () => loaded,
    catchUp,
    async stop() {
      clearInterval(pruning);
      await following.stop();
    },
  };
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
