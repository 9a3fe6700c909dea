import { mkdirSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '@frontpage/shared/problem.ts';
import { z } from 'zod';
import type { Report } from '../engine/report.ts';

const NAME = 'a name of 1 to 60 letters, digits, spaces and . _ -, a letter or digit first';
export const runNameSchema = z.string({ error: NAME }).regex(/^[A-Za-z\d][\w .-]{0,59}$/, NAME);

export type SavedRuns = {
  /** Their names, in order. */
  list(): Promise<string[]>;
  /** @throws ProblemError 404 */
  read(name: string): Promise<Report>;
  /** Takes the place of an earlier one of that name. */
  save(name: string, report: Report): Promise<void>;
  remove(name: string): Promise<void>;
};

/** Runs that are kept: a JSON file each, in `folder`. */
export function createSavedRuns(folder: string): SavedRuns {
  mkdirSync(folder, { recursive: true });
  // A name is a part of an address and of a path: encoded, it holds no separator, and a dot never comes first.
  const fileOf = (name: string) => join(folder, `${encodeURIComponent(name)}.json`);
  return {
    async list() {
      const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
      return files.map((file) => decodeURIComponent(file.slice(0, -'.json'.length))).toSorted();
    },
    async read(name) {
      const text = await readFile(fileOf(name), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        throw new ProblemError(404, 'Not Found', `No run is saved as "${name}".`);
      });
      return JSON.parse(text) as Report;
    },
    async save(name, report) {
      const part = `${fileOf(name)}.part`;
      await writeFile(part, JSON.stringify(report));
      await rename(part, fileOf(name));
    },
    async remove(name) {
      await rm(fileOf(name), { force: true });
    },
  };
}
