import type { Catalogue } from '@frontpage/shared/catalogue/catalogue.ts';
import { createRandom, type Random } from '@frontpage/shared/random.ts';
import { pickIndex } from './draw.ts';
import { drawName } from './names.ts';
import { appealOf, drawPersona } from './persona.ts';
import { type Stock, takeStock } from './stock.ts';

export interface Reader {
  /** `r0001`, `r0002`, … */
  id: string;
  name: string;
}

export interface Purchase {
  reader: string;
  /** The id of a book in the catalogue; nobody buys the same one twice. */
  book: string;
  /** ISO 8601 instant, whole seconds, UTC. */
  at: string;
}

export interface History {
  readers: readonly Reader[];
  /** In order of time. */
  purchases: readonly Purchase[];
}

export interface HistoryOptions {
  /** Another seed gives other people. Default 1. */
  seed?: number;
  /** How many readers. Default 2400. */
  readers?: number;
}

const START = Date.UTC(2024, 0, 1);
const END = Date.UTC(2026, 6, 1);
const DAY = 86_400_000;
/** The share of purchases that follow no taste, only fame. */
const IMPULSE = 0.05;
/** How busy the shop is in each hour of the day. */
const HOURS = Float64Array.of(2, 1, 1, 0, 0, 0, 1, 3, 4, 5, 5, 5, 7, 6, 5, 5, 5, 6, 8, 10, 12, 12, 9, 5);

/**
 * The shop's readers and all that they bought from 2024-01-01 to 2026-06-30; README.md tells what they are like.
 *
 * The same catalogue and options give the same history on any machine: it rests on integer arithmetic and IEEE 754's
 * exact operations (+ - * / and square root) alone. Each reader has a random stream of their own, so that a history of
 * fewer readers is part of one of more.
 */
export function generateHistory(
  catalogue: Pick<Catalogue, 'books'>,
  { seed = 1, readers: count = 2400 }: HistoryOptions = {},
): History {
  const stock = takeStock(catalogue.books, seed);
  const readers: Reader[] = [];
  const purchases: Purchase[] = [];
  for (let number = 1; number <= count; number++) {
    const random = createRandom(seed, 'reader', number);
    const id = `r${String(number).padStart(4, '0')}`;
    readers.push({ id, name: drawName(random) });
    purchases.push(...shop(random, id, stock));
  }
  return { readers, purchases: purchases.sort(byTime) };
}

/** One reader's purchases: what appeals most tends to be bought first. */
function shop(random: Random, reader: string, stock: Stock): Purchase[] {
  const persona = drawPersona(random, stock);
  const appeal = appealOf(persona, stock);
  const fame = stock.fame.slice();
  const instants = drawInstants(random, Math.min(persona.activity, stock.books.length));
  return instants.map((at) => {
    const impulse = random() < IMPULSE || !appeal.some((weight) => weight > 0);
    const chosen = pickIndex(random, impulse ? fame : appeal);
    appeal[chosen] = 0;
    fame[chosen] = 0;
    return { reader, book: stock.books[chosen]?.id ?? '', at };
  });
}

/** Instants in order, between the day that a reader finds the shop and the end. */
function drawInstants(random: Random, count: number): string[] {
  const days = (END - START) / DAY;
  const joined = Math.floor(random() * days * 0.8);
  const instants: number[] = [];
  for (let i = 0; i < count; i++) {
    const day = joined + Math.floor(random() * (days - joined));
    const second = pickIndex(random, HOURS) * 3600 + Math.floor(random() * 3600);
    instants.push(START + day * DAY + second * 1000);
  }
  return instants.sort((a, b) => a - b).map((instant) => new Date(instant).toISOString());
}

function byTime(a: Purchase, b: Purchase): number {
  return compare(a.at, b.at) || compare(a.reader, b.reader) || compare(a.book, b.book);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
