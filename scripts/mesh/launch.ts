import { bringUp, type RunningProcess } from './bring-up.ts';
import type { Child } from './child.ts';
import { type Environment, stopLimitOf } from './environment.ts';
import { diesUnasked, MeshError } from './error.ts';
import type { Output } from './output.ts';
import { meshRows, type ProcessRow } from './processes.ts';
import { takeDown } from './take-down.ts';

export type LaunchOptions = {
  rows?: readonly ProcessRow[];
  env?: Environment;
  output: Output;
  /** How long a process has to become ready, in milliseconds; 30 s unless set. */
  startLimit?: number;
  /** How long each process has to stop before it is killed, in milliseconds; 2 s more than `STOP_LIMIT` unless set. */
  stopLimit?: number;
};

export type Launch = {
  /** Every process, once all are ready. Rejects as `ended` does, or when the mesh is stopped first. */
  ready: Promise<RunningProcess[]>;
  /**
   * Settles when no process is left. Rejects with MeshError when the mesh did not start, when a process died, or when
   * one did not end as asked.
   */
  ended: Promise<void>;
  /** Stops all gracefully. */
  stop(): void;
  /** Kills all at once. */
  kill(): void;
};

/** Starts the mesh, and takes it down as a whole when any process dies. */
export function launchMesh(options: LaunchOptions): Launch {
  const { rows = meshRows, env = process.env, output, startLimit = 30_000 } = options;
  const stopLimit = options.stopLimit ?? stopLimitOf(env);
  const children: Child[] = [];
  const halt = new AbortController();
  const halted = Promise.withResolvers<undefined>();
  const ready = Promise.withResolvers<RunningProcess[]>();
  ready.promise.catch(ignoreUntilAwaited);

  async function untilHalted(): Promise<void> {
    const plan = { rows, env, output, limit: startLimit, children, signal: halt.signal };
    const processes = await Promise.race([bringUp(plan), halted.promise]);
    if (processes === undefined) return;
    ready.resolve(processes);
    await Promise.race([...children.map(diesUnasked), halted.promise]);
  }
  async function run(): Promise<void> {
    const fault = await untilHalted().then(() => undefined, asError);
    if (fault !== undefined) output.error(fault.message);
    halt.abort();
    const notAsAsked = await takeDown(children, stopLimit);
    if (fault !== undefined) throw fault;
    if (notAsAsked.length === 0) return;
    const error = new MeshError('The mesh did not stop as asked:', notAsAsked);
    output.error(error.message);
    throw error;
  }
  function stop(): void {
    halt.abort();
    halted.resolve(undefined);
  }
  function kill(): void {
    stop();
    for (const child of children) child.kill();
  }
  const ended = run();
  ended.then(
    () => ready.reject(new MeshError('The mesh was stopped before it was ready.', [])),
    ready.reject,
  );
  return { ready: ready.promise, ended, stop, kill };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

// A caller may wait for the end only.
function ignoreUntilAwaited(): void {}
