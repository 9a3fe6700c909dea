import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { Interaction } from './split.ts';

/** A ratings file can't be used; the message names the file and, where it is a line's fault, the line. */
export class RatingsFileError extends Error {
  constructor(file: string, line: number | undefined, fault: string, options?: ErrorOptions) {
    super(`${line === undefined ? file : `${file}:${line}`}: ${fault}`, options);
    this.name = 'RatingsFileError';
  }
}

export type RatingsOptions = {
  /** Only ratings of at least this count as liked. Default: all do. */
  minRating?: number;
};

export type Ratings = {
  interactions: Interaction[];
  /** How many ratings were below the least that counts. */
  below: number;
  /** Whether the file tells when; where it doesn't, the order of its lines stands for time. */
  timed: boolean;
};

const COLUMNS = {
  user: ['user', 'userid', 'user_id', 'reader'],
  item: ['item', 'itemid', 'item_id', 'movieid', 'movie_id', 'bookid', 'book_id', 'book'],
  rating: ['rating', 'score'],
  timestamp: ['timestamp', 'time', 'at', 'date'],
};
type Columns = Record<keyof typeof COLUMNS, number>;

/**
 * Reads ratings, a line each: user, item, rating and timestamp, separated by commas or tabs. A first line of names is
 * recognised, and then they may stand in any order; MovieLens' and goodbooks' names will do. The timestamp may be a number or an
 * ISO 8601 date, or be missing from the whole file.
 *
 * @throws RatingsFileError
 */
export async function readRatings(
  file: string,
  { minRating = Number.NEGATIVE_INFINITY }: RatingsOptions = {},
): Promise<Ratings> {
  const ratings: Ratings = { interactions: [], below: 0, timed: true };
  let columns: Columns | undefined;
  async function take(records: AsyncIterable<{ record: string[]; info: { lines: number } }>): Promise<void> {
    for await (const { record, info } of records) {
      try {
        if (!columns) {
          const { found, isHeader } = columnsOf(record);
          columns = found;
          ratings.timed = found.timestamp !== -1;
          if (isHeader) continue;
        }
        const { rating, ...interaction } = readRow(record, columns, info.lines);
        if (rating >= minRating) ratings.interactions.push(interaction);
        else ratings.below++;
      } catch (error) {
        throw new RatingsFileError(file, info.lines, (error as Error).message);
      }
    }
  }
  await readRecords(file, take);
  if (ratings.interactions.length === 0) {
    throw new RatingsFileError(
      file,
      undefined,
      `it holds no rating to learn from (${ratings.below} too low)`,
    );
  }
  return ratings;
}

async function readRecords(
  file: string,
  take: (records: AsyncIterable<{ record: string[]; info: { lines: number } }>) => Promise<void>,
): Promise<void> {
  const parser = parse({
    bom: true,
    delimiter: [',', '\t'],
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  try {
    await pipeline(createReadStream(file), parser, take);
  } catch (error) {
    if (error instanceof RatingsFileError) throw error;
    const line = error instanceof CsvError ? Number(error.lines) : undefined;
    throw new RatingsFileError(file, line, (error as Error).message, { cause: error });
  }
}

/** A first line is one of names where it has the user's and the item's; else the usual order holds. */
function columnsOf(first: readonly string[]): { found: Columns; isHeader: boolean } {
  const names = first.map((name) => name.toLowerCase());
  const indexOf = (column: keyof Columns) => names.findIndex((name) => COLUMNS[column].includes(name));
  const found = {
    user: indexOf('user'),
    item: indexOf('item'),
    rating: indexOf('rating'),
    timestamp: indexOf('timestamp'),
  };
  if (found.user !== -1 && found.item !== -1) {
    if (found.rating === -1) throw new Error('the line of names lacks rating');
    return { found, isHeader: true };
  }
  if (first.length < 3 || Number.isNaN(Number(first[2] || Number.NaN))) {
    throw new Error('takes user,item,rating,timestamp, or a line of such names first');
  }
  return { found: { user: 0, item: 1, rating: 2, timestamp: first.length > 3 ? 3 : -1 }, isHeader: false };
}

function readRow(record: readonly string[], columns: Columns, line: number) {
  const user = record[columns.user];
  const item = record[columns.item];
  const rating = Number(record[columns.rating] || Number.NaN);
  if (!user) throw new Error('the user is missing');
  if (!item) throw new Error('the item is missing');
  if (Number.isNaN(rating))
    throw new Error(`a rating takes a number; got ${JSON.stringify(record[columns.rating] ?? '')}`);
  if (columns.timestamp === -1) return { user, item, rating, at: line };
  const given = record[columns.timestamp] ?? '';
  const at = /^\d+(\.\d+)?$/.test(given) ? Number(given) : Date.parse(given);
  if (Number.isNaN(at))
    throw new Error(`a timestamp takes a number or an ISO 8601 date; got ${JSON.stringify(given)}`);
  return { user, item, rating, at };
}
