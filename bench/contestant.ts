import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

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

/**
 * Starts a process that says `{ type: 'listening', port }` to its parent, as those of the mesh do.
 *
 * @param file relative to the project's top.
 * @throws Error when it ends before it listens.
 */
export async function startContestant(file: string, env: Readonly<Record<string, string>>): Promise<Running> {
  const main = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = fork(main, {
    execArgv: ['--import', REPORT.href],
    env: { ...process.env, NODE_ENV: 'production', PORT: '0', OPS_PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { port, opsPort } = await message<{ port: number; opsPort?: number }>(
    child,
    (said) => said.type === 'listening',
  );
  return {
    url: `http://127.0.0.1:${port}`,
    opsUrl: `http://127.0.0.1:${opsPort}`,
    async usage() {
      const answer = message<Usage>(child, (said) => 'cpuMicros' in said);
      child.send('usage');
      return answer;
    },
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

type Message = Record<string, unknown>;

function message<T>(child: ChildProcess, fits: (said: Message) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    function hear(said: unknown): void {
      if (!fits(said as Message)) return;
      child.off('exit', end);
      child.off('message', hear);
      resolve(said as T);
    }
    function end(code: number | null): void {
      reject(new Error(`${child.spawnfile} ${child.spawnargs.slice(1).join(' ')} ended with ${code}`));
    }
    child.on('message', hear);
    child.once('exit', end);
  });
}
