import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * The variable DATA_DIR: the folder where a process keeps what must last. It is made where only the last part of its path
 * is missing. All processes of one machine may share it: each has files of its own name in it. By default `data` at
 * the top of the project.
 */
export function dataDir() {
  return z
    .string()
    .default(fileURLToPath(new URL('../data', import.meta.url)))
    .transform((given, context) => {
      const folder = resolve(given);
      try {
        // Not recursive: that never returns where a parent can't hold folders at all, as in /proc (Node 26).
        if (!existsSync(folder)) mkdirSync(folder);
        accessSync(folder, constants.W_OK | constants.X_OK);
      } catch (error) {
        const why = (error as Error).message;
        context.addIssue({ code: 'custom', message: `a folder that can be written to (${why})` });
      }
      return folder;
    });
}
