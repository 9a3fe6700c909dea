import { type ChildProcess, spawn } from 'node:child_process';
import type { Environment } from './environment.ts';
import { eachLine } from './lines.ts';
import type { Output } from './output.ts';
import type { ProcessRow } from './processes.ts';

/** How many of a process' last lines are kept, to be shown if it dies. */
const LINES_KEPT = 20;

/** What a process sends once both its ports listen. */
export type Listening = { type: 'listening'; host: string; port: number; opsPort: number };
/** What a process sends before it gives up at its start. */
type Failed = { type: 'failed'; message: string };

/** How a process ended. */
export type Ending = { code: number | null; signal: NodeJS.Signals | null; error?: Error };

/** Raised when a process gave up at its start and said why. */
export class StartFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StartFailure';
  }
}

export type Child = {
  row: ProcessRow;
  pid: number;
  /** When it was started, as `performance.now()`. */
  startedAt: number;
  env: Environment;
  /** Rejects with StartFailure, or with an Error when the process ends before it listens. */
  listening: Promise<Listening>;
  ended: Promise<Ending>;
  /** The latest lines that it wrote. */
  lastLines: readonly string[];
  /** Asks it to stop, and kills it after `limit` milliseconds. */
  stop(limit: number): Promise<Ending>;
  kill(): void;
};

/**
 * Starts one process under the runner's own Node, with a channel on which it tells its ports.
 *
 * It is detached, that is in a process group of its own: Ctrl-C at a terminal reaches a whole group, and a process that
 * got it directly would stop before those that still call it. So only the runner hears it, and stops each in turn.
 */
export function startChild(row: ProcessRow, env: Environment, output: Output): Child {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [row.main], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const lastLines: string[] = [];
  function take(text: string, from: 'stdout' | 'stderr'): void {
    lastLines.push(text);
    if (lastLines.length > LINES_KEPT) lastLines.shift();
    output.line(row.name, text, from);
  }
  if (child.stdout) eachLine(child.stdout, (text) => take(text, 'stdout'));
  if (child.stderr) eachLine(child.stderr, (text) => take(text, 'stderr'));
  const ended = endOf(child);
  return {
    row,
    pid: child.pid ?? 0,
    startedAt,
    env,
    listening: listeningOf(child, ended),
    ended,
    lastLines,
    stop: (limit) => stop(child, ended, limit),
    kill: () => void child.kill('SIGKILL'),
  };
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    // 'close' rather than 'exit': it comes after the last line and the last message.
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
  });
}

function listeningOf(child: ChildProcess, ended: Promise<Ending>): Promise<Listening> {
  const { promise, resolve, reject } = Promise.withResolvers<Listening>();
  promise.catch(ignoreUntilAwaited);
  child.on('message', function heard(message: unknown) {
    if (isListening(message)) resolve(message);
    if (isFailed(message)) reject(new StartFailure(message.message));
  });
  void ended.then(() => reject(new Error('it ended before it listened')));
  return promise;
}

async function stop(child: ChildProcess, ended: Promise<Ending>, limit: number): Promise<Ending> {
  child.kill('SIGTERM');
  // One that was paused with SIGSTOP hears SIGTERM only when it goes on.
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), limit);
  try {
    return await ended;
  } finally {
    clearTimeout(timer);
  }
}

/** `exit code 1`, `SIGKILL`, or why it could not be run at all. */
export function endingText({ code, signal, error }: Ending): string {
  return error?.message ?? signal ?? `exit code ${code}`;
}

// It is awaited with the others', and may well fail before that.
function ignoreUntilAwaited(): void {}

function isListening(message: unknown): message is Listening {
  return hasType(message, 'listening') && 'port' in message && 'opsPort' in message && 'host' in message;
}

function isFailed(message: unknown): message is Failed {
  return hasType(message, 'failed') && 'message' in message;
}

function hasType(message: unknown, type: string): message is { type: string } {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
}
