import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The longest that a script may take, in milliseconds: more than any round does, so whatever takes longer hangs. */
const LIMIT = 300_000;

/**
 * Runs a script of this folder in a process of its own, which ends with ours at the latest.
 *
 * @returns what the JSON that it prints says.
 * @throws Error where it fails, or takes longer than five minutes.
 */
export async function runJson<T>(script: string, args: readonly string[]): Promise<T> {
  const main = fileURLToPath(new URL(script, import.meta.url));
  const options = { maxBuffer: 2 ** 28, timeout: LIMIT, killSignal: 'SIGKILL' } as const;
  const running = promisify(execFile)(process.execPath, [main, ...args], options);
  const kill = () => running.child.kill('SIGKILL');
  process.once('exit', kill);
  try {
    return JSON.parse((await running).stdout) as T;
  } finally {
    process.off('exit', kill);
  }
}
