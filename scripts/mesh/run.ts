import type { Environment } from './environment.ts';
import { type Front, frontOf } from './front.ts';
import { launchMesh } from './launch.ts';
import { createOutput, type Output } from './output.ts';
import { meshRows, type ProcessRow } from './processes.ts';
import { stopRequests } from './signals.ts';
import { argumentFault, isHelp, usage } from './usage.ts';

/**
 * `npm start`: runs the mesh until it is asked to stop by SIGINT, SIGTERM or SIGHUP, or until a process dies.
 *
 * @returns the exit code: 0 when it was asked to stop and all processes did, else 1.
 */
export async function runMesh(
  args: readonly string[],
  rows: readonly ProcessRow[] = meshRows,
  limits: { startLimit?: number; stopLimit?: number } = {},
): Promise<0 | 1> {
  const fault = argumentFault(args);
  if (fault !== undefined) return explain(fault);
  if (args.some(isHelp)) {
    process.stdout.write(`${usage(rows)}\n`);
    return 0;
  }
  const { env, output } = surroundings(rows);
  const launch = launchMesh({ rows, env, output, ...limits });
  function stop(): void {
    output.info('stopping');
    launch.stop();
  }
  function kill(): void {
    output.error('asked again: killing what is left');
    launch.kill();
  }
  const requested = stopRequests(stop, kill);
  // Never taken off: an echo that comes last would end the runner as if it had not stopped in order.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, requested);
  // A reader that is gone (`npm start | head`, a closed terminal) stops the mesh; it must not end the runner before it.
  process.stdout.on('error', launch.stop);
  launch.ready.then(
    (processes) => announce(output, frontOf(rows, processes), env),
    () => {},
  );
  try {
    await launch.ended;
  } catch {
    return 1;
  }
  output.info('stopped');
  return 0;
}

// The processes write for the same reader as the runner does, and can't see the terminal themselves.
function surroundings(rows: readonly ProcessRow[]): { env: Environment; output: Output } {
  const { env, stdout } = process;
  const asked = env.LOG_FORMAT || 'auto';
  const format = asked === 'json' || asked === 'pretty' ? asked : stdout.isTTY ? 'pretty' : 'json';
  const colour = format === 'pretty' && stdout.isTTY && stdout.hasColors();
  const forced = colour ? { FORCE_COLOR: env.FORCE_COLOR || '1' } : {};
  return {
    env: { ...env, ...forced, LOG_FORMAT: asked === 'auto' ? format : asked },
    output: createOutput({
      write: (line) => stdout.write(`${line}\n`),
      format,
      colour,
      names: rows.map(({ name }) => name),
    }),
  };
}

function announce(output: Output, { url, pages }: Front, env: Environment): void {
  const lab = env.LAB || 'on';
  if (lab === 'on')
    output.info('LAB=on: a request may set its own latency and seed; LAB=off forbids it', { lab });
  else output.info(`LAB=${lab}`, { lab });
  output.info(`Frontpage is ready: ${url}  (Ctrl-C stops it)`, { url });
  for (const page of pages) output.info(`  ${page}`, { url: page });
}

function explain(fault: string): 1 {
  process.stderr.write(`${fault}\n`);
  return 1;
}
