import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningProcess } from './bring-up.ts';
import type { Environment } from './environment.ts';
import { type Front, frontOf } from './front.ts';
import { type LaunchOptions, launchMesh } from './launch.ts';
import { createOutput } from './output.ts';
import { meshRows, type ProcessRow } from './processes.ts';

export type Mesh = Front & {
  processes: readonly RunningProcess[];
  /** What all processes have logged so far: JSON lines. */
  lines: readonly string[];
  /** Settles when no process is left; rejects with MeshError when one died or did not stop as asked. */
  ended: Promise<void>;
  /** Stops all gracefully and waits for their end. */
  stop(): Promise<void>;
};

export type StartMeshOptions = {
  rows?: readonly ProcessRow[];
  /** What is set; of the calling process' own variables only those that have nothing to do with the mesh pass on. */
  env?: Environment;
} & Pick<LaunchOptions, 'startLimit' | 'stopLimit'>;

/**
 * Starts the mesh for a program, such as a test: on ports that the system chooses unless `env` sets them, quietly, and with
 * a DATA_DIR that is gone when it has ended, unless `env` sets one.
 *
 * @throws MeshError when it does not start; nothing is left running then.
 */
export async function startMesh(options: StartMeshOptions = {}): Promise<Mesh> {
  const { rows = meshRows, env, ...limits } = options;
  const lines: string[] = [];
  const folder = temporaryFolder(env?.DATA_DIR);
  const launch = launchMesh({
    ...limits,
    rows: rows.map((row) => ({ ...row, port: 0, opsPort: 0 })),
    env: { ...surroundings(), LOG_FORMAT: 'json', DATA_DIR: folder.path, ...env },
    output: createOutput({ write: (line) => lines.push(line), format: 'json', colour: false, names: [] }),
  });
  const ended = launch.ended.finally(folder.remove);
  // Whoever never looks at it is not to be stopped by its rejection.
  ended.catch(() => {});
  const processes = await launch.ready;
  async function stop(): Promise<void> {
    launch.stop();
    await ended;
  }
  return { ...frontOf(rows, processes), processes, lines, ended, stop };
}

// A port or a latency that is exported in somebody's shell must not change what a test or a measurement does.
function surroundings(): Environment {
  const names = ['PATH', 'HOME', 'TMPDIR', 'TZ', 'LANG', 'NODE_OPTIONS'];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}

function temporaryFolder(given: string | undefined) {
  if (given) return { path: given, remove() {} };
  const path = mkdtempSync(join(tmpdir(), 'frontpage-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
