import { fileURLToPath } from 'node:url';
import type { ProcessRow } from './processes.ts';

/** How long a process lets what is in flight finish, and how much longer it has until it is killed; milliseconds. */
const STOP_LIMIT = 3_000;
const STOP_MARGIN = 2_000;

/** Code without its types, compiled: from the second start on a process is there a third sooner, and smaller by a sixth. */
export const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url));

export type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that can be set for one process: `PROMO_LATENCY` reaches promo as `LATENCY`. */
export const ownVariables = ['PORT', 'OPS_PORT', 'LATENCY', 'FAULTS', 'LOG_LEVEL', 'NODE_OPTIONS'] as const;
type OwnVariable = (typeof ownVariables)[number];

/** `promo` and `PORT` make `PROMO_PORT`. */
export function prefixed(name: string, variable: string): string {
  return `${name.toUpperCase().replaceAll('-', '_')}_${variable}`;
}

/**
 * The variable of the runner's environment in which a process' own one is set, or is to be set: the one with the
 * process' prefix goes first, then the plain one where it reaches that process. An empty variable counts as not set.
 */
export function sourceOf(row: ProcessRow, variable: OwnVariable, env: Environment): string {
  const own = prefixed(row.name, variable);
  return !env[own] && env[variable] && plainReaches(row, variable) ? variable : own;
}

/** The port that a process is going to have; its default where the variable holds no port, which the process reports. */
export function portOf(row: ProcessRow, variable: 'PORT' | 'OPS_PORT', env: Environment): number {
  const given = env[sourceOf(row, variable, env)] ?? '';
  if (/^\d{1,5}$/.test(given)) return Number(given);
  return variable === 'PORT' ? row.port : row.opsPort;
}

/** The variable by which other processes are told this one's address: `PROMO_URL` unless its row says another. */
export function addressVariable(row: ProcessRow): string {
  return row.toldBy?.variable ?? prefixed(row.name, 'URL');
}

/** The variable by which other processes are told its operations port: `PROMO_OPS_URL`. */
export function operationsVariable(row: ProcessRow): string {
  return prefixed(row.name, 'OPS_URL');
}

/** How long a process may take to stop, in milliseconds: longer than what it allows itself (`STOP_LIMIT`). */
export function stopLimitOf(env: Environment): number {
  const given = env.STOP_LIMIT ?? '';
  return (/^\d{1,6}$/.test(given) ? Number(given) : STOP_LIMIT) + STOP_MARGIN;
}

/** The host that every process listens on: `HOST`, the loopback address unless set. */
export function hostOf(env: Environment): string {
  return env.HOST || '127.0.0.1';
}

/** The address at which this machine reaches a process that listens on `host`. */
export function addressOf(host: string, port: number): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}

/**
 * The environment of one process: everything of the runner's, its own variables under their plain names, and the
 * addresses of its upstreams, by their variables, unless they are set already.
 */
export function environmentOf(row: ProcessRow, env: Environment, addresses: Environment): Environment {
  const own: Record<string, string | undefined> = {};
  for (const variable of ownVariables) own[variable] = env[sourceOf(row, variable, env)] || undefined;
  own.PORT ??= String(row.port);
  own.OPS_PORT ??= String(row.opsPort);
  for (const [variable, address] of Object.entries(addresses)) own[variable] = env[variable] || address;
  return {
    ...env,
    HOST: row.host ?? hostOf(env),
    LAB: env.LAB || 'on',
    // One heap of the C library's for all threads: those of a process with workers would take 45 MB more.
    MALLOC_ARENA_MAX: env.MALLOC_ARENA_MAX || '1',
    NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE || COMPILE_CACHE,
    STOP_LIMIT: env.STOP_LIMIT || String(STOP_LIMIT),
    ...own,
  };
}

/** A process' message, with its variables under the names that they have in the runner's environment. */
export function inRunnersNames(message: string, row: ProcessRow, env: Environment): string {
  return message.replaceAll(/\b[A-Z][A-Z_]+\b/g, function rename(word) {
    const variable = ownVariables.find((name) => name === word);
    return variable === undefined ? word : sourceOf(row, variable, env);
  });
}

function plainReaches(row: ProcessRow, variable: OwnVariable): boolean {
  if (variable === 'PORT' || variable === 'OPS_PORT') return row.pages !== undefined;
  if (variable === 'LATENCY' || variable === 'FAULTS') return row.injectsLatency;
  return true;
}
