import { LRUCache } from 'lru-cache';
import { type CallRequest, keyOf } from './call.ts';

type Limits<Kept> = {
  readonly maxSize: number;
  readonly sizeCalculation: (kept: Kept, key: string) => number;
};

export type AnswerMemory<Kept extends object> = {
  readonly kept: LRUCache<string, Kept>;
  /** Makes a call and hands its result to `keep`, unless its reader was forgotten while it was under way. */
  during<Result>(
    request: CallRequest,
    call: () => Promise<Result>,
    keep: (result: Result) => void,
  ): Promise<Result>;
  /** Drops every answer that is this reader's alone, those that are still on their way among them. */
  forget(reader: string): void;
};

/** A bounded memory of answers that can forget a reader's: those whose reader has done what makes them wrong. */
export function createAnswerMemory<Kept extends object>(limits: Limits<Kept>): AnswerMemory<Kept> {
  const kept = new LRUCache<string, Kept>(limits);
  const underWay = new Set<{ reader: string | undefined; forgotten: boolean }>();

  return {
    kept,
    async during(request, call, keep) {
      const flight = { reader: request.personalTo, forgotten: false };
      underWay.add(flight);
      try {
        const result = await call();
        if (!flight.forgotten) keep(result);
        return result;
      } finally {
        underWay.delete(flight);
      }
    },
    forget(reader) {
      for (const flight of underWay) if (flight.reader === reader) flight.forgotten = true;
      const theirs = keyOf({ personalTo: reader, path: '' });
      for (const key of kept.keys()) if (key.startsWith(theirs)) kept.delete(key);
    },
  };
}
