import { createRandom } from '@frontpage/shared/random.ts';
import { beliefsFrom } from '../feedback/beliefs.ts';
import { POOL, reRank } from '../feedback/rerank.ts';
import { createTally } from '../feedback/tally.ts';
import { candidatesFor } from '../model/candidates.ts';
import type { Model } from '../model/model.ts';
import type { Ranker } from './measure.ts';

/** What a model recommends. */
export function byModel(model: Model): Ranker {
  return (shelf, limit) => candidatesFor(model, shelf, limit).map(({ book }) => book);
}

/** What a model recommends, re-ranked as it is served before anybody has clicked anything: with another seed for each reader. */
export function exploring(model: Model): Ranker {
  const beliefs = beliefsFrom(createTally(model.popularity.length, 0).counts(0));
  return (shelf, limit, reader) =>
    reRank(candidatesFor(model, shelf, POOL), beliefs, reader)
      .slice(0, limit)
      .map(({ book }) => book);
}

/** What most readers own. */
export function byPopularity({ popular }: Pick<Model, 'popular'>): Ranker {
  return (shelf, limit) => {
    const chosen: number[] = [];
    for (const book of popular) {
      if (chosen.length === limit) break;
      if (!shelf.has(book)) chosen.push(book);
    }
    return chosen;
  };
}

/** Any books, decided by the seed. */
export function atRandom(bookCount: number, seed: number): Ranker {
  return (shelf, limit, reader) => {
    const random = createRandom(seed, 'random ranking', reader);
    const wanted = Math.min(limit, bookCount - shelf.size);
    const chosen = new Set<number>();
    while (chosen.size < wanted) {
      const book = Math.floor(random() * bookCount);
      if (!shelf.has(book)) chosen.add(book);
    }
    return [...chosen];
  };
}
