import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { surroundings } from './surroundings.ts';

export type Usage = { readonly cpuMicros: number; readonly rssBytes: number; readonly peakRssBytes: number };

/** A process that takes part, listening on a port that the system chose. */
export type Running = {
  readonly url: string;
  /** Its operations port, where it has one. */
  readonly opsUrl: string;
  /** What the operating system has counted for it so far. */
  usage(): Promise<Usage>;
  stop(): Promise<void>;
};

const REPORT = new URL('./report-usage.ts', import.meta.url);
/** The longest that a process may take until it listens, or to an answer, in milliseconds. */
const LIMIT = 60_000;

/**
 * Starts a process that says `{ type: 'listening', port }` to its parent, as those of the mesh do. It has a DATA_DIR of its own;
 * both are gone once it is stopped, and at the latest when our process ends.
 *
 * @param file relative to the project's top.
 * @throws Error when it ends before it listens, or doesn't within a minute.
 */
export async function startContestant(file: string, env: Readonly<Record<string, string>>): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), 'frontpage-bench-'));
  const child = fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), {
    execArgv: ['--import', REPORT.href],
    env: { ...surroundings(), NODE_ENV: 'production', PORT: '0', OPS_PORT: '0', DATA_DIR: folder, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  function end(): void {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  async function stop(): Promise<void> {
    child.kill('SIGKILL');
    await gone;
    process.off('exit', end);
    end();
  }
  process.once('exit', end);
  try {
    const { port, opsPort } = await message<Listening>(child, (said) => said.type === 'listening');
    return {
      url: `http://127.0.0.1:${port}`,
      opsUrl: `http://127.0.0.1:${opsPort}`,
      usage: () => usageOf(child),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Listening = { readonly port: number; readonly opsPort?: number };
type Message = Record<string, unknown>;

function usageOf(child: ChildProcess): Promise<Usage> {
  const answer = message<Usage>(child, (said) => 'cpuMicros' in said);
  // Where it can't be sent the child has ended, and the answer says so.
  child.send('usage', () => {});
  return answer;
}

function message<T>(child: ChildProcess, fits: (said: Message) => boolean): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  function hear(said: unknown): void {
    if (fits(said as Message)) resolve(said as T);
  }
  function fail(why: string): void {
    reject(new Error(`${child.spawnargs.at(-1)} ${why}`));
  }
  function end(): void {
    fail(`ended with ${child.exitCode ?? child.signalCode}`);
  }
  const timer = setTimeout(() => fail(`said nothing for ${LIMIT / 1000} s`), LIMIT);
  child.on('message', hear);
  child.once('exit', end);
  if (child.exitCode !== null || child.signalCode !== null) end();
  return promise.finally(() => {
    clearTimeout(timer);
    child.off('message', hear);
    child.off('exit', end);
  });
}
