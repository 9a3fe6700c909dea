import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Sample } from '../scripts/open-loop.ts';

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
export async function loadOpenly(load: OpenLoad): Promise<Sample[]> {
  const main = fileURLToPath(new URL('./send.ts', import.meta.url));
  const args = [main, JSON.stringify(load)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as Sample[];
}
