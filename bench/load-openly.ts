import type { Sample } from '../scripts/open-loop.ts';
import { runJson } from './run-json.ts';

/** Pages to ask for open loop. */
export type OpenLoad = {
  readonly url: string;
  readonly pages: number;
  /** Pages a second. */
  readonly rate: number;
  /** The seed of the first page; each further one has the next. */
  readonly firstSeed: number;
};

/** Asks for the pages from a process of its own, so that nobody else's work makes a page late. */
export function loadOpenly(load: OpenLoad): Promise<Sample[]> {
  return runJson('./send.ts', [JSON.stringify(load)]);
}
