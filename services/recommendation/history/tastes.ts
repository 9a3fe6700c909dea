import type { Book } from '@frontpage/shared/contracts/book.ts';

/** A cluster of subjects that tends to be read by the same people. A weight of 1 marks what the taste is about. */
export interface Taste {
  name: string;
  /** How common the taste is as somebody's main one, relative to the others. */
  share: number;
  subjects: Readonly<Record<string, number>>;
}

/** A stretch of first publication years, `from` inclusive and `until` exclusive. */
export interface Period {
  name: string;
  share: number;
  from: number;
  until: number;
}

export const TASTES: readonly Taste[] = [
  { name: 'manners', share: 5, subjects: { manners: 1, romance: 1, social: 0.4, comedy: 0.2 } },
  { name: 'detection', share: 5, subjects: { mystery: 1, crime: 1, 'short-stories': 0.2, psychology: 0.2 } },
  { name: 'gothic', share: 4, subjects: { gothic: 1, horror: 1, mystery: 0.2, fantasy: 0.1 } },
  { name: 'salt water', share: 4, subjects: { sea: 1, adventure: 1, travel: 0.5, nature: 0.1 } },
  { name: 'other worlds', share: 4, subjects: { 'science-fiction': 1, fantasy: 0.8, horror: 0.2 } },
  { name: 'nursery', share: 4, subjects: { children: 1, fantasy: 0.5, humour: 0.2, adventure: 0.1 } },
  {
    name: 'big novels',
    share: 4,
    subjects: { social: 1, psychology: 1, tragedy: 0.3, 'historical-fiction': 0.3 },
  },
  { name: 'antiquity', share: 3, subjects: { ancient: 1, epic: 1, myth: 1, tragedy: 0.3 } },
  { name: 'thought', share: 3, subjects: { philosophy: 1, religion: 0.8, essays: 0.7, psychology: 0.2 } },
  { name: 'stage', share: 2, subjects: { drama: 1, tragedy: 0.7, comedy: 0.7 } },
  { name: 'verse', share: 2, subjects: { poetry: 1, epic: 0.3, nature: 0.1 } },
  { name: 'laughter', share: 3, subjects: { humour: 1, satire: 1, comedy: 0.7 } },
  { name: 'the past', share: 3, subjects: { history: 1, war: 1, 'historical-fiction': 0.8, memoir: 0.3 } },
  {
    name: 'state and trade',
    share: 2,
    subjects: { politics: 1, economics: 1, history: 0.2, philosophy: 0.2 },
  },
  { name: 'nature', share: 2, subjects: { science: 1, mathematics: 1, nature: 0.8, travel: 0.1 } },
  { name: 'lives and roads', share: 2, subjects: { memoir: 1, travel: 1, essays: 0.3 } },
  { name: 'short forms', share: 2, subjects: { 'short-stories': 1, essays: 0.3, satire: 0.2 } },
];

/** The first row stands for readers who don't mind when a book was written. */
export const PERIODS: readonly Period[] = [
  { name: 'any', share: 5, from: -10_000, until: 10_000 },
  { name: 'ancient and medieval', share: 1, from: -10_000, until: 1500 },
  { name: 'early modern', share: 1, from: 1500, until: 1790 },
  { name: 'nineteenth century', share: 4, from: 1790, until: 1880 },
  { name: 'turn of the century', share: 4, from: 1880, until: 10_000 },
];

const LATER_SUBJECT = 0.5;

/** How well a book suits a taste: its first subject counts in full, each later one by half. 0 where they share nothing. */
export function suits(taste: Taste, book: Book): number {
  let sum = 0;
  for (const [place, subject] of book.subjects.entries()) {
    sum += (taste.subjects[subject] ?? 0) * (place === 0 ? 1 : LATER_SUBJECT);
  }
  return sum;
}
