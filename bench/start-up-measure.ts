import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startChild } from '../scripts/mesh/child.ts';
import { COMPILE_CACHE, environmentOf, prefixed } from '../scripts/mesh/environment.ts';
import { eachLine } from '../scripts/mesh/lines.ts';
import { createOutput } from '../scripts/mesh/output.ts';
import { meshRows, type ProcessRow } from '../scripts/mesh/processes.ts';
import { untilReady } from '../scripts/mesh/readiness.ts';
import { surroundings } from './surroundings.ts';

/** The pause between two looks whether a group has ended, and the longest that a process may take, in milliseconds. */
const PAUSE = 10;
const LIMIT = 60_000;

/** Drops the compiled code that the mesh keeps from one start to the next; whoever runs meanwhile merely compiles anew. */
export function dropCompiledCode(): void {
  rmSync(COMPILE_CACHE, { recursive: true, force: true });
}

/**
 * From `npm start` until the home page is there, in milliseconds: it is asked for as soon as the runner says that all is ready, as by
 * a person who reads that line. All that was started has ended afterwards.
 *
 * @throws Error where all isn't ready within a minute, the page is not 200, or a part of it is missing.
 */
export async function timeMesh(folder: string): Promise<number> {
  const ports = await freePorts(2 * meshRows.length);
  const env: Record<string, string> = {
    ...surroundings(),
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    LOG_FORMAT: 'json',
  };
  for (const [i, { name }] of meshRows.entries()) {
    env[prefixed(name, 'PORT')] = String(ports[2 * i]);
    env[prefixed(name, 'OPS_PORT')] = String(ports[2 * i + 1]);
  }
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const start = performance.now();
  // A group of its own: npm, its shell and the runner are stopped together, and the runner stops the mesh.
  const npm = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  await once(npm, 'spawn');
  const group = -(npm.pid as number);
  const end = () => stopGroup(group);
  process.once('exit', end);
  try {
    await requireWholePage(await announcedUrl(npm.stdout));
    return performance.now() - start;
  } finally {
    end();
    while (isThere(group)) await sleep(PAUSE);
    process.off('exit', end);
  }
}

/** From the start of one process alone until its operations port says that it is ready, in milliseconds. */
export async function timeProcess(row: ProcessRow, folder: string): Promise<number> {
  const env = { ...surroundings(), PORT: '0', OPS_PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'warn' };
  const alone = { ...environmentOf(row, env, {}), PORT: '0', OPS_PORT: '0' };
  const child = startChild(
    row,
    alone,
    createOutput({ write() {}, format: 'json', colour: false, names: [] }),
  );
  try {
    const { host, opsPort } = await child.listening;
    await untilReady(`http://${host}:${opsPort}`, AbortSignal.timeout(LIMIT), () => {});
    return performance.now() - child.startedAt;
  } finally {
    await child.stop(LIMIT);
  }
}

/** The address that the runner announces once all is ready. */
async function announcedUrl(output: Readable): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  eachLine(output, function look(line) {
    const url = /"Frontpage is ready: (http:[^ ]+)/.exec(line)?.[1];
    if (url) resolve(url);
  });
  output.once('close', () => reject(new Error('npm start has ended before all was ready')));
  const timer = setTimeout(() => reject(new Error('npm start: not ready within a minute')), LIMIT);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function requireWholePage(url: string): Promise<void> {
  const response = await fetch(url);
  await response.text();
  const timing = response.headers.get('server-timing') ?? '';
  const isWhole =
    ['promo', 'recommendation'].every((name) => timing.includes(`${name};`)) && !timing.includes('fallback');
  if (response.status !== 200 || !isWhole) throw new Error(`the first page: ${response.status}, ${timing}`);
}

/** The runner, one of the group, ends when no process of the mesh is left. */
function stopGroup(group: number): void {
  if (isThere(group)) process.kill(group, 'SIGTERM');
}

function isThere(group: number): boolean {
  try {
    return process.kill(group, 0);
  } catch {
    return false;
  }
}

/** Ports that are free now: held together, so that they differ, and let go. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
